package io.github.qwenvl4j.engine;

import io.github.qwenvl4j.QwenVlException;
import java.util.List;

/** An answer on its way. Thread-safe. */
public final class Ticket {

    private final AnswerRequest request;
    private final AnswerInProgress answer;
    private volatile boolean cancelled;
    private volatile boolean disowned;
    private final List<PictureView> pictures;
    private boolean held; // its adapter
    private long visionStart; // of the model's thread

    Ticket(AnswerRequest request, AnswerInProgress answer) {
        this.request = request;
        this.answer = answer;
        this.pictures = PictureView.of(request.prompt());
    }

    /** Keeps its adapter in memory until it ends. @throws QwenVlException of kind CLOSED where that has been closed */
    synchronized void hold() {
        request.prompt().adapter().ifPresent(adapter -> {
            if (!adapter.share()) {
                throw new QwenVlException(QwenVlException.Kind.CLOSED, "the adapter has been closed");
            }
            held = true;
        });
    }

    /** Nothing is computed for it any more: its adapter may be freed. */
    synchronized void letGo() {
        if (held) {
            held = false;
            request.prompt().adapter().orElseThrow().close();
        }
    }

    /** Gives the answer up: its place is free after the step that is being computed. No event follows. */
    public void cancel() {
        cancelled = true;
    }

    /** Its owner has been closed. */
    void disown() {
        disowned = true;
    }

    AnswerRequest request() {
        return request;
    }

    AnswerInProgress answer() {
        return answer;
    }

    List<PictureView> pictures() {
        return pictures;
    }

    /** The clock of the pictures starts when this is first called. */
    void visionBegins() {
        if (visionStart == 0) {
            visionStart = System.nanoTime();
        }
    }

    double visionMillis() {
        return visionStart == 0 ? 0 : (System.nanoTime() - visionStart) / 1e6;
    }

    /** Whether nobody waits for this answer any more. */
    boolean over() {
        return cancelled || disowned || request.expired();
    }

    /** Tells why it is {@link #over()}. */
    void drop() {
        fail(
                disowned
                        ? new QwenVlException(QwenVlException.Kind.CLOSED, "the conversation has been closed")
                        : new QwenVlException(
                                QwenVlException.Kind.CANCELLED, "the answer was not complete within its time limit"));
    }

    /** Ends it without an answer; whoever computed it has stopped. */
    void fail(Throwable cause) {
        letGo();
        if (!cancelled) {
            request.events().accept(new AnswerEvent.Failed(cause));
        }
    }
}
