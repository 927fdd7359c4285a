package io.github.qwenvl4j.attention;

import org.bytedeco.pytorch.Tensor;

/**
 * The sequences whose rows a step computes together: where each row stands in its own and which keys it may see. Everything
 * else in a block works row by row.
 */
public sealed interface Sequences permits CausalBatch, BranchedBatch, CachedSequences {

    /** Number of rows, R. */
    long rows();

    /** How many rows stand before each row in its own sequence, {@code R} numbers: what a row's position is made from. */
    long[] indices();

    /**
     * Attention of one layer.
     *
     * @param q {@code [R, H, d]}, rotated
     * @param k {@code [R, G, d]}, rotated; query head h reads key-value head {@code h / (H / G)}
     * @param v {@code [R, G, d]}, all in the dtype that attention computes in
     * @return {@code [R, H, d]}
     */
    Tensor attend(int layer, Tensor q, Tensor k, Tensor v);
}
