package io.github.qwenvl4j.nn;

import org.bytedeco.pytorch.Tensor;

/**
 * {@code y = x W^T + b} in the precision the weights are held in. Immutable; may be used by many threads. The weights
 * belong to whoever made the layer ({@link Weights}).
 */
public interface Linear {

    /**
     * @param x {@code [.., in]}, any floating dtype
     * @return {@code [.., out]} in the layer's compute dtype, owned by the caller's scope
     */
    Tensor forward(Tensor x);
}
