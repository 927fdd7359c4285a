package io.github.qwenvl4j.nn;

import io.github.qwenvl4j.tensor.Tensor;

/**
 * A change of low rank: {@code up(down(x))}.
 *
 * @param down from the layer's inputs to a few numbers
 * @param up from there to the layer's outputs, scaled
 */
public record LowRank(Linear down, Linear up) {

    /** {@code [R, in]} to {@code [R, out]}. */
    public Tensor forward(Tensor x) {
        return up.forward(down.forward(x));
    }
}
