package io.github.qwenvl4j.server.chat;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.engine.AnswerEvent;
import io.github.qwenvl4j.engine.EventSink;
import io.github.qwenvl4j.engine.Ticket;
import io.github.qwenvl4j.server.api.ApiException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The answers to one request as they are generated. Closing it early cancels them. Not thread-safe. */
public final class ChoiceStream implements AutoCloseable {

    private static final long CHECK_MILLIS = 50;
    private static final int MOST_UNREAD = 1000;

    /** An event of the answer number {@code choice}. */
    public record Item(int choice, AnswerEvent event) {}

    private final Caller caller;
    private final PromptFacts facts;
    private final BlockingQueue<Item> items = new LinkedBlockingQueue<>();
    private final RequestTally tally;
    private final Consumer<RequestTally> onClose;
    private volatile List<Ticket> tickets = List.of();
    private volatile boolean tooSlow;
    private int unfinished;

    ChoiceStream(Caller caller, PromptFacts facts, RequestTally tally, Consumer<RequestTally> onClose) {
        this.caller = caller;
        this.facts = facts;
        this.tally = tally;
        this.onClose = onClose;
    }

    void started(List<Ticket> answers) {
        tickets = answers;
        unfinished = answers.size();
    }

    /** Receives the engine's events of a choice. */
    EventSink events(int choice) {
        return event -> {
            if (items.size() < MOST_UNREAD) {
                items.add(new Item(choice, event));
            } else {
                tooSlow = true;
                tickets.forEach(Ticket::cancel);
            }
        };
    }

    public PromptFacts facts() {
        return facts;
    }

    /** The statistics so far. */
    public RequestTally tally() {
        return tally;
    }

    /** Whether all answers are complete. */
    public boolean done() {
        return unfinished == 0;
    }

    /**
     * The next event; empty after a while without one, so that the caller can send a keep-alive.
     *
     * @throws ApiException if an answer failed or took too long, or if too many events have not been read
     * @throws CallerGoneException if the client has disconnected
     */
    public Optional<Item> next() {
        Item item;
        try {
            item = items.poll(CHECK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.unavailable("the server is stopping");
        }
        caller.check();
        if (item == null) {
            if (tooSlow) {
                throw ApiException.of(408, "timeout", "the client read the answer too slowly, so it was cancelled");
            }
            return Optional.empty();
        }
        tally.count(item);
        if (item.event() instanceof AnswerEvent.Failed failed) {
            throw refusal(failed.cause());
        }
        if (item.event() instanceof AnswerEvent.Finished) {
            unfinished--;
        }
        return Optional.of(item);
    }

    private static RuntimeException refusal(Throwable cause) {
        if (cause instanceof QwenVlException known) {
            return switch (known.kind()) {
                case CANCELLED -> ApiException.timeout();
                case CLOSED -> ApiException.unavailable("the server is stopping");
                case UNSUPPORTED -> ApiException.of(400, "invalid_request_error", known.getMessage()); // its form
                default -> new IllegalStateException("generating", cause);
            };
        }
        return new IllegalStateException("generating", cause);
    }

    @Override
    public void close() {
        tickets.forEach(Ticket::cancel);
        onClose.accept(tally);
    }
}
