package io.github.qwenvl4j;

import io.github.qwenvl4j.engine.AnswerEvent;
import io.github.qwenvl4j.engine.AnswerRequest;
import io.github.qwenvl4j.engine.Engine;
import io.github.qwenvl4j.engine.EventQueue;
import io.github.qwenvl4j.engine.Owner;
import io.github.qwenvl4j.engine.Ticket;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.sampling.TokenLikelihood;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** One question on the thread that asked it: the engine answers, and what happens is told here. Single use. */
final class AnswerCall {

    private static final long LISTENER_MILLIS = 20; // between two questions whether to go on
    private static final Duration LONGEST = Duration.ofDays(365);

    private final Prompt prompt;
    private final AnswerOptions options;
    private final AnswerListener listener;
    private final long deadlineNanos;
    private final EventQueue<AnswerEvent> events = new EventQueue<>();
    private final StringBuilder text = new StringBuilder();
    private final List<Integer> ids = new ArrayList<>();
    private final List<TokenLikelihood> likelihoods = new ArrayList<>();
    private int reused;
    private Optional<AnswerEvent.Finished> end = Optional.empty();

    AnswerCall(Prompt prompt, AnswerOptions options, AnswerListener listener) {
        this.prompt = Objects.requireNonNull(prompt, "prompt");
        this.options = Objects.requireNonNull(options, "options");
        this.listener = Objects.requireNonNull(listener, "listener");
        this.deadlineNanos =
                System.nanoTime() + options.timeLimit().orElse(LONGEST).toNanos();
    }

    /** @throws QwenVlException also of kinds CANCELLED and CLOSED */
    Answer run(Engine engine, Owner owner) {
        AnswerRequest request =
                new AnswerRequest(prompt, options, owner, deadlineNanos, events.sink(Function.identity()));
        Ticket ticket = engine.submit(List.of(request)).get(0);
        try {
            while (end.isEmpty()) {
                follow();
            }
        } finally {
            ticket.cancel();
        }
        return new Answer(
                prompt.asked(),
                text.toString(),
                ids,
                end.get().reason(),
                new Answer.Usage(prompt.length(), reused, ids.size()),
                end.get().timings(),
                likelihoods);
    }

    private void follow() {
        Optional<AnswerEvent> event;
        try {
            event = events.poll(LISTENER_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AnswerCancelledException("the thread that asked was interrupted", text.toString());
        }
        event.ifPresent(this::take);
        if (end.isEmpty() && listener.cancelled()) {
            throw new AnswerCancelledException("the answer was cancelled", text.toString());
        }
        if (end.isEmpty() && System.nanoTime() - deadlineNanos >= 0) {
            throw outOfTime();
        }
    }

    private void take(AnswerEvent event) {
        if (event instanceof AnswerEvent.Started started) {
            reused = started.cachedTokens();
            emit(options.beginning());
        } else if (event instanceof AnswerEvent.Token token) {
            ids.add(token.id());
            token.likelihood().ifPresent(likelihoods::add);
            emit(token.text());
        } else if (event instanceof AnswerEvent.Finished finished) {
            emit(finished.text());
            end = Optional.of(finished);
        } else if (event instanceof AnswerEvent.Failed failed) {
            throw failure(failed.cause());
        }
    }

    private void emit(String piece) {
        if (!piece.isEmpty()) {
            text.append(piece);
            listener.text(piece);
        }
    }

    private RuntimeException failure(Throwable cause) {
        if (cause instanceof QwenVlException known) {
            return known.kind() == QwenVlException.Kind.CANCELLED
                    ? outOfTime()
                    : new QwenVlException(known.kind(), known.getMessage(), known);
        }
        if (cause instanceof OutOfMemoryError error) {
            throw error;
        }
        return new IllegalStateException("generating", cause);
    }

    private AnswerCancelledException outOfTime() {
        String limit = options.timeLimit().orElse(LONGEST).toMillis() + " ms";
        return new AnswerCancelledException("the answer was not complete within " + limit, text.toString());
    }
}
