package io.github.qwenvl4j.nn;

import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** {@code x * rsqrt(mean(x^2) + eps) * weight}, in float32. */
public final class RmsNorm {

    private final long size;
    private final double epsilon;
    private final Tensor weight;

    public RmsNorm(Weights weights, long size, double epsilon) {
        this.size = size;
        this.epsilon = epsilon;
        this.weight = weights.tensor("weight", size);
    }

    public double epsilon() {
        return epsilon;
    }

    /** {@code [size]} float32, of the owner of the weights. */
    public Tensor weight() {
        return weight;
    }

    /** {@code [.., size]} to the same shape, float32. */
    public Tensor forward(Tensor x) {
        return torch.rms_norm(x, new long[] {size}, new TensorOptional(weight), new DoubleOptional(epsilon));
    }
}
