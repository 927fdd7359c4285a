package io.github.qwenvl4j.language;

import org.bytedeco.pytorch.Tensor;

/**
 * The sequences whose rows a step computes together: where each row stands and which keys it may see. Everything else in a
 * block works row by row.
 */
public sealed interface Sequences permits CausalBatch, BranchedBatch, CachedSequences {

    /** Number of rows, R. */
    long rows();

    /** Angles and query factors of the rows; asked for once in a step. */
    Positions positions(RotaryEmbedding rotary);

    /**
     * Attention of one layer.
     *
     * @param q {@code [R, H, d]}, rotated
     * @param k {@code [R, H, d]}, rotated
     * @param v {@code [R, H, d]}, all in the dtype that attention computes in
     * @return {@code [R, H, d]}
     */
    Tensor attend(int layer, Tensor q, Tensor k, Tensor v);
}
