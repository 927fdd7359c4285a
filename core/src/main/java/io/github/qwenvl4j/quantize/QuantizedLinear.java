package io.github.qwenvl4j.quantize;

import io.github.qwenvl4j.nn.Bfloat16Rows;
import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.tensor.NativeWeight;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/** Shared code of the quantised layers: few rows use the kernel, many rows use weights converted to bfloat16. */
abstract class QuantizedLinear<W> implements Linear {

    private final W weight;
    private final Optional<Tensor> bias;
    private final PackedKernel<W> kernel;
    private final boolean own;

    /** @param own whether the kernel is this project's */
    QuantizedLinear(W weight, Optional<Tensor> bias, PackedKernel<W> kernel, boolean own) {
        this.weight = weight;
        this.bias = bias;
        this.kernel = kernel;
        this.own = own;
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

    @Override
    public final List<NativeWeight> packed() {
        return own ? List.of(ownForm(weight, bias)) : List.of();
    }

    /** The layer as this project's kernels read it. */
    abstract NativeWeight ownForm(W weight, Optional<Tensor> bias);

    /** {@code [R, K]} to {@code [R, N]}, converting the weights to bfloat16 tile by tile. */
    abstract Tensor widenedProduct(Tensor rows, W weight);
}
