package io.github.qwenvl4j.quantize;

import java.util.function.BiFunction;
import org.bytedeco.pytorch.Tensor;

/**
 * A kernel that multiplies by packed weights directly.
 *
 * @param mostRows number of rows above which converting the weights to bfloat16 is faster
 * @param product bfloat16 rows {@code [R, K]} and a weight to bfloat16 {@code [R, N]}
 */
record PackedKernel<W>(long mostRows, BiFunction<Tensor, W, Tensor> product) {

    /** For weights that no kernel supports: always converts them to bfloat16. */
    static <W> PackedKernel<W> none() {
        return new PackedKernel<>(0, (rows, weight) -> {
            throw new UnsupportedOperationException("no kernel takes these weights");
        });
    }
}
