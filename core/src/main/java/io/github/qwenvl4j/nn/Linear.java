package io.github.qwenvl4j.nn;

import io.github.qwenvl4j.tensor.Tensor;

/**
 * {@code y = x W^T + b} in the precision of the stored weights. Immutable and thread-safe. The creator of the layer
 * ({@link Weights}) owns the weights.
 */
public interface Linear {

    /**
     * @param x {@code [R, in]}
     * @return {@code [R, out]}, owned by the caller's scope
     */
    Tensor forward(Tensor x);

    /** The same, with what adapters change for their rows; a layer that none can change ignores them. */
    default Tensor forward(Tensor x, RowAdapters adapters) {
        return forward(x);
    }

    /** The layer without adapters. */
    default Linear plain() {
        return this;
    }
}
