package io.github.qwenvl4j.engine;

import java.util.function.Consumer;

/**
 * An answer that somebody wants.
 *
 * @param prompt shared by all answers to it
 * @param owner takes turns with other owners, and shares computed prefixes with nobody else
 * @param deadlineNanos {@link System#nanoTime()} after which nobody wants it any more
 * @param events told on the model's thread what happens; must return at once and not throw
 */
public record AnswerRequest(
        PreparedPrompt prompt, Sampling sampling, String owner, long deadlineNanos, Consumer<AnswerEvent> events) {

    boolean expired() {
        return System.nanoTime() - deadlineNanos >= 0;
    }

    /** Rows of prompt and answer, at most. */
    int length() {
        return prompt.prompt().length() + sampling.answer().generation().maxNewTokens();
    }
}
