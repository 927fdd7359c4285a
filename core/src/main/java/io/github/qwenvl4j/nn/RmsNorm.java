package io.github.qwenvl4j.nn;

import io.github.qwenvl4j.tensor.Tensor;

/** {@code x * rsqrt(mean(x^2) + eps) * weight}, in float32. */
public final class RmsNorm {

    private final double epsilon;
    private final Tensor weight;

    public RmsNorm(Weights weights, long size, double epsilon) {
        this.epsilon = epsilon;
        this.weight = weights.tensor("weight", size);
    }

    public double epsilon() {
        return epsilon;
    }

    /** {@code [size]}, of the owner of the weights. */
    public Tensor weight() {
        return weight;
    }

    /** {@code [.., size]} to the same shape. */
    public Tensor forward(Tensor x) {
        return x.rmsNorm(weight, epsilon);
    }
}
