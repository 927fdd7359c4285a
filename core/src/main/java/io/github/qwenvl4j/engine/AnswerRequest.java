package io.github.qwenvl4j.engine;

import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.LogitsConstraint;
import io.github.qwenvl4j.model.HiddenRows;
import io.github.qwenvl4j.model.Prompt;
import java.util.Optional;

/**
 * An answer that somebody wants.
 *
 * @param prompt shared by all answers to it
 * @param deadlineNanos {@link System#nanoTime()} after which nobody wants it any more
 * @param constraint of this answer alone; absent: the one that the options name
 * @param hidden is told the hidden states of all rows, if somebody wants them
 */
public record AnswerRequest(
        Prompt prompt,
        AnswerOptions options,
        Owner owner,
        long deadlineNanos,
        EventSink events,
        Optional<LogitsConstraint> constraint,
        Optional<HiddenRows> hidden) {

    public AnswerRequest(Prompt prompt, AnswerOptions options, Owner owner, long deadlineNanos, EventSink events) {
        this(prompt, options, owner, deadlineNanos, events, Optional.empty(), Optional.empty());
    }

    public AnswerRequest {
        options = options.seeded(); // so that the answer can tell the seed
    }

    AnswerRequest withEvents(EventSink value) {
        return new AnswerRequest(prompt, options, owner, deadlineNanos, value, constraint, hidden);
    }

    boolean expired() {
        return System.nanoTime() - deadlineNanos >= 0;
    }
}
