package io.github.qwenvl4j.quantize;

import java.util.function.BiFunction;
import org.bytedeco.pytorch.Tensor;

/**
 * A way to multiply by packed weights as they lie.
 *
 * @param mostRows rows from which on it is faster to widen the weights and multiply as usual
 * @param product bfloat16 rows {@code [R, K]} and a weight to bfloat16 {@code [R, N]}
 */
record PackedKernel<W>(long mostRows, BiFunction<Tensor, W, Tensor> product) {

    /** Where no kernel takes the weights: they are always widened. */
    static <W> PackedKernel<W> none() {
        return new PackedKernel<>(0, (rows, weight) -> {
            throw new UnsupportedOperationException("no kernel takes these weights");
        });
    }
}
