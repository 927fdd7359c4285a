package io.github.qwenvl4j.internal;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.AnswerStream;
import io.github.qwenvl4j.engine.AnswerEvent;
import io.github.qwenvl4j.engine.AnswerRequest;
import io.github.qwenvl4j.engine.Engine;
import io.github.qwenvl4j.engine.EventQueue;
import io.github.qwenvl4j.engine.EventSink;
import io.github.qwenvl4j.engine.Owner;
import io.github.qwenvl4j.engine.Ticket;
import io.github.qwenvl4j.model.HiddenRows;
import io.github.qwenvl4j.model.Prompt;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/** An answer of an engine, read on the thread that asked. */
final class StreamedAnswer implements AnswerStream {

    private static final Duration A_DAY = Duration.ofDays(1);

    private final EventQueue<AnswerEvent> events = new EventQueue<>();
    private final EventSink sink = events.sink(Function.identity());
    private final Deadline deadline;
    private final AnswerParts parts;
    private final Ticket ticket;
    private final Consumer<Answer> whenComplete;
    private Optional<RuntimeException> failure = Optional.empty();
    private volatile boolean closed;

    StreamedAnswer(Engine engine, Prompt prompt, AnswerOptions options, Owner owner, Consumer<Answer> whenComplete) {
        this(engine, prompt, options, owner, whenComplete, Optional.empty());
    }

    /** @param hidden is told the hidden states of the rows, if somebody wants them */
    StreamedAnswer(
            Engine engine,
            Prompt prompt,
            AnswerOptions options,
            Owner owner,
            Consumer<Answer> whenComplete,
            Optional<HiddenRows> hidden) {
        this.deadline = Deadline.of(options);
        this.whenComplete = whenComplete;
        AnswerRequest request =
                new AnswerRequest(prompt, options, owner, deadline.nanos(), sink, Optional.empty(), hidden);
        this.parts = new AnswerParts(request, engine.text());
        this.ticket = engine.submit(List.of(request)).get(0);
    }

    @Override
    public Optional<String> poll(Duration wait) {
        long until = System.nanoTime() + wait.toNanos();
        Optional<AnswerEvent> event;
        while (!complete() && (event = next(until)).isPresent()) {
            String piece = parts.take(event.get());
            if (complete()) {
                whenComplete.accept(parts.answer());
            }
            if (!piece.isEmpty()) {
                return Optional.of(piece);
            }
        }
        return Optional.empty();
    }

    @Override
    public boolean complete() {
        return parts.complete();
    }

    @Override
    public Answer answer() {
        while (!complete()) {
            poll(A_DAY);
        }
        return parts.answer();
    }

    /** The next event; empty if none came in time. */
    private Optional<AnswerEvent> next(long until) {
        failure.ifPresent(known -> {
            throw known;
        });
        try {
            Optional<AnswerEvent> event = events.poll(millis(until));
            if (closed) {
                throw ended(parts.cancelled("the answer was cancelled"));
            }
            if (event.orElse(null) instanceof AnswerEvent.Failed failed) {
                throw failed(failed.cause());
            }
            if (event.isEmpty() && deadline.hasPassed()) {
                throw ended(outOfTime());
            }
            return event;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ended(parts.cancelled("the thread that asked was interrupted"));
        }
    }

    private RuntimeException failed(Throwable cause) {
        Throwable told = deadline.hasPassed() ? outOfTime() : parts.failure(cause);
        if (told instanceof Error error) {
            throw error;
        }
        return ended((RuntimeException) told);
    }

    /** Rounded up, so that the time is over afterwards. */
    private long millis(long until) {
        long nanos = Math.min(until - System.nanoTime(), deadline.left());
        return TimeUnit.NANOSECONDS.toMillis(Math.max(nanos, 0) + 999_999);
    }

    private RuntimeException outOfTime() {
        return parts.cancelled(deadline.message());
    }

    private RuntimeException ended(RuntimeException cause) {
        failure = Optional.of(cause);
        ticket.cancel();
        return cause;
    }

    @Override
    public void close() {
        closed = true;
        ticket.cancel();
        sink.accept(new AnswerEvent.Started(0)); // wakes the reader
    }
}
