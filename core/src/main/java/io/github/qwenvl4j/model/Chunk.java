package io.github.qwenvl4j.model;

import org.bytedeco.pytorch.Tensor;

/**
 * The next rows of one session.
 *
 * @param session must not appear twice in a step
 * @param embeddings {@code [n, D]} float32
 * @param keys what each row is ({@link Prompt#keys}), n of them
 */
public record Chunk(Session session, Tensor embeddings, long[] keys) {

    public Chunk {
        if (embeddings.size(0) != keys.length) {
            throw new IllegalArgumentException(embeddings.size(0) + " rows, but " + keys.length + " keys");
        }
    }
}
