package io.github.qwenvl4j.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** LayerNorm with the vision tower's epsilon. */
public final class LayerNorm {

    private static final double EPSILON = 1e-6; // all LayerNorms of the vision tower and the resampler

    private final long size;
    private final Tensor weight;
    private final Tensor bias;

    public LayerNorm(Weights weights, long size) {
        this.size = size;
        this.weight = weights.tensor("weight", size);
        this.bias = weights.tensor("bias", size);
    }

    /** {@code [.., size]} to the same shape, float32. */
    public Tensor forward(Tensor x) {
        return torch.layer_norm(
                x, new long[] {size}, new TensorOptional(weight), new TensorOptional(bias), EPSILON, false);
    }
}
