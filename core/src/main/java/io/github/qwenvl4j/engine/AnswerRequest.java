package io.github.qwenvl4j.engine;

import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.model.Prompt;

/**
 * An answer that somebody wants.
 *
 * @param prompt shared by all answers to it
 * @param deadlineNanos {@link System#nanoTime()} after which nobody wants it any more
 */
public record AnswerRequest(Prompt prompt, AnswerOptions options, Owner owner, long deadlineNanos, EventSink events) {

    public AnswerRequest {
        options = options.seeded(); // so that the answer can tell the seed
    }

    AnswerRequest withEvents(EventSink value) {
        return new AnswerRequest(prompt, options, owner, deadlineNanos, value);
    }

    boolean expired() {
        return System.nanoTime() - deadlineNanos >= 0;
    }
}
