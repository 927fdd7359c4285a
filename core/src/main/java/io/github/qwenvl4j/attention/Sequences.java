package io.github.qwenvl4j.attention;

import io.github.qwenvl4j.tensor.Tensor;

/**
 * The sequences whose rows one step computes together: the index of each row in its sequence, and the keys that it may
 * attend to. Everything else in a block works row by row.
 */
public interface Sequences {

    /** Number of rows, R. */
    long rows();

    /** For each of the {@code R} rows, the number of earlier rows in its sequence; positions are derived from it. */
    long[] indices();

    /**
     * Attention of one layer.
     *
     * @param q {@code [R, H, d]}, rotated
     * @param k {@code [R, G, d]}, rotated; query head h reads key-value head {@code h / (H / G)}
     * @param v {@code [R, G, d]}
     * @return {@code [R, H, d]}
     */
    Tensor attend(int layer, Tensor q, Tensor k, Tensor v);
}
