package io.github.qwenvl4j;

import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * An answer that is being generated.
 *
 * <pre>{@code
 * try (AnswerStream stream = model.stream(question, model.defaults())) {
 *     for (String piece : stream) {
 *         System.out.print(piece);
 *     }
 *     System.out.println(stream.answer().usage());
 * }
 * }</pre>
 *
 * <p>If nobody reads the pieces, the answer pauses after some hundred of them; other answers continue. Always close it: this
 * frees the place of an answer that is not complete. One thread reads; {@link #close} may be called by any.
 */
public interface AnswerStream extends Iterable<String>, AutoCloseable {

    /**
     * Waits for the next piece of text: whole characters, with grounding tags. All pieces together are the answer's text.
     *
     * @return empty if no piece came in time, or the answer is complete
     * @throws AnswerCancelledException if the stream is closed, this thread is interrupted or the time limit passes
     * @throws QwenVlException of kind CLOSED if the model is closed
     */
    Optional<String> poll(Duration wait);

    /** Whether all pieces have been read. */
    boolean complete();

    /**
     * Waits for the end of the answer.
     *
     * @throws QwenVlException as {@link #poll}
     */
    Answer answer();

    /** Cancels the answer if it is not complete. */
    @Override
    void close();

    /** The pieces that have not been read yet; it waits and throws like {@link #poll}. */
    @Override
    default Iterator<String> iterator() {
        return new Iterator<>() {

            private Optional<String> next = Optional.empty();

            @Override
            public boolean hasNext() {
                while (next.isEmpty() && !complete()) {
                    next = poll(Duration.ofDays(1));
                }
                return next.isPresent();
            }

            @Override
            public String next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("the answer is complete");
                }
                String piece = next.orElseThrow();
                next = Optional.empty();
                return piece;
            }
        };
    }
}
