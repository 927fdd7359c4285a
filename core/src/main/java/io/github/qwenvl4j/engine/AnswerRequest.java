package io.github.qwenvl4j.engine;

import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.constraint.LogitsConstraint;
import io.github.qwenvl4j.model.Prompt;
import java.util.Optional;

/**
 * An answer that somebody wants.
 *
 * @param prompt shared by all answers to it
 * @param deadlineNanos {@link System#nanoTime()} after which nobody wants it any more
 * @param constraint of this answer alone; absent: the one that the options name
 */
public record AnswerRequest(
        Prompt prompt,
        AnswerOptions options,
        Owner owner,
        long deadlineNanos,
        EventSink events,
        Optional<LogitsConstraint> constraint) {

    public AnswerRequest(Prompt prompt, AnswerOptions options, Owner owner, long deadlineNanos, EventSink events) {
        this(prompt, options, owner, deadlineNanos, events, Optional.empty());
    }

    public AnswerRequest {
        options = options.seeded(); // so that the answer can tell the seed
    }

    AnswerRequest withEvents(EventSink value) {
        return new AnswerRequest(prompt, options, owner, deadlineNanos, value, constraint);
    }

    boolean expired() {
        return System.nanoTime() - deadlineNanos >= 0;
    }
}
