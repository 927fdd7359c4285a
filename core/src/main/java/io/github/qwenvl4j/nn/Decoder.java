package io.github.qwenvl4j.nn;

import io.github.qwenvl4j.attention.Rotation;
import io.github.qwenvl4j.attention.Sequences;
import io.github.qwenvl4j.tensor.Tensor;

/** The blocks of a language model, in order. Immutable and thread-safe; the weights must outlive it. */
public interface Decoder {

    /** How many blocks. */
    int size();

    /**
     * Runs the blocks from {@code begin} to {@code end}.
     *
     * @param h {@code [R, D]}, unchanged
     * @param adapters of the rows
     * @return {@code [R, D]}, owned by the caller's scope
     */
    Tensor forward(Tensor h, int begin, int end, Sequences sequences, Rotation rotation, RowAdapters adapters);
}
