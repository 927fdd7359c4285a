package io.github.qwenvl4j;

/** Follows an answer as it is generated, on the generating thread. */
@FunctionalInterface
public interface AnswerListener {

    /** The next piece of text: whole characters, tags kept. All pieces together are the answer's text. */
    void text(String piece);

    /** Asked after every token; true ends the answer. */
    default boolean cancelled() {
        return Thread.currentThread().isInterrupted();
    }

    /** Ignores the pieces. */
    static AnswerListener none() {
        return piece -> {};
    }
}
