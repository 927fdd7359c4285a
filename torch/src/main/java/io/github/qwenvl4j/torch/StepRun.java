package io.github.qwenvl4j.torch;

import org.bytedeco.pytorch.Tensor;

/** Rows of a step, one behind the other, that attend together. */
sealed interface StepRun permits ChunkRun, SingleRows {

    /** How many. */
    long rows();

    /**
     * Writes keys and values and attends.
     *
     * @param q {@code [n, H, d]} in what attention computes in
     * @param both keys and, behind them, values, {@code [n, 2 G, d]}
     * @return {@code [n, H, d]} in what attention computes in
     */
    Tensor attend(int layer, Tensor q, Tensor both);
}
