package io.github.qwenvl4j.nn;

import io.github.qwenvl4j.tensor.Tensor;

/** LayerNorm with the vision tower's epsilon. */
public final class LayerNorm {

    private static final double EPSILON = 1e-6; // all LayerNorms of the vision tower and the resampler

    private final Tensor weight;
    private final Tensor bias;

    public LayerNorm(Weights weights, long size) {
        this.weight = weights.tensor("weight", size);
        this.bias = weights.tensor("bias", size);
    }

    public double epsilon() {
        return EPSILON;
    }

    /** {@code [size]}, of the owner of the weights. */
    public Tensor weight() {
        return weight;
    }

    /** {@code [size]}, likewise. */
    public Tensor bias() {
        return bias;
    }

    /** {@code [R, size]} to the same shape. */
    public Tensor forward(Tensor x) {
        return x.layerNorm(weight, bias, EPSILON);
    }
}
