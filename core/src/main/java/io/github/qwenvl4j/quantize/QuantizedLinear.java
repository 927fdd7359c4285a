package io.github.qwenvl4j.quantize;

import io.github.qwenvl4j.nn.Bfloat16Rows;
import io.github.qwenvl4j.nn.Linear;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/** Shared code of the quantised layers: few rows use the kernel, many rows use weights converted to bfloat16. */
abstract class QuantizedLinear<W> implements Linear {

    private final W weight;
    private final Optional<Tensor> bias;
    private final PackedKernel<W> kernel;

    QuantizedLinear(W weight, Optional<Tensor> bias, PackedKernel<W> kernel) {
        this.weight = weight;
        this.bias = bias;
        this.kernel = kernel;
    }

    @Override
    public final Tensor forward(Tensor x) {
        return Bfloat16Rows.multiply(
                x,
                bias,
                rows -> rows.size(0) <= kernel.mostRows()
                        ? kernel.product().apply(rows, weight)
                        : widenedProduct(rows, weight));
    }

    /** {@code [R, K]} to {@code [R, N]}, converting the weights to bfloat16 tile by tile. */
    abstract Tensor widenedProduct(Tensor rows, W weight);
}
