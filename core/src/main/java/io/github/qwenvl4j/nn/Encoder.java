package io.github.qwenvl4j.nn;

import io.github.qwenvl4j.tensor.Tensor;

/** The blocks of a vision tower, in order. Immutable and thread-safe; the weights must outlive it. */
public interface Encoder {

    /** How many blocks. */
    int size();

    /**
     * Runs one block.
     *
     * @param block its number
     * @param x {@code [R, V]}, unchanged
     * @return {@code [R, V]}, owned by the caller's scope
     */
    Tensor forward(int block, Tensor x, EncoderRows rows, RowAdapters adapters);
}
