package io.github.qwenvl4j.engine;

import java.util.concurrent.TimeoutException;

/** An answer on its way. Thread-safe. */
public final class Ticket {

    private final AnswerRequest request;
    private volatile boolean cancelled;

    Ticket(AnswerRequest request) {
        this.request = request;
    }

    /** Gives the answer up: its place is free after the token that is being computed. No event follows. */
    public void cancel() {
        cancelled = true;
    }

    boolean cancelled() {
        return cancelled;
    }

    AnswerRequest request() {
        return request;
    }

    /** Whether nobody waits for this answer any more. */
    boolean over() {
        return cancelled || request.expired();
    }

    /** Tells why it is {@link #over()} and lets go of the prompt. */
    void drop() {
        fail(new TimeoutException("the answer was not complete in time"));
    }

    void fail(Throwable cause) {
        if (!cancelled) {
            request.events().accept(new AnswerEvent.Failed(cause));
        }
        request.prompt().close();
    }
}
