package io.github.qwenvl4j;

/** Follows an answer as it is generated, on the thread that asked. One that is slow or throws holds up no other answer. */
@FunctionalInterface
public interface AnswerListener {

    /** The next piece of text: whole characters, tags kept. All pieces together are the answer's text. */
    void text(String piece);

    /** Asked again and again, also before the first piece; true ends the answer by an {@link AnswerCancelledException}. */
    default boolean cancelled() {
        return false;
    }

    /** Ignores the pieces. */
    static AnswerListener none() {
        return piece -> {};
    }
}
