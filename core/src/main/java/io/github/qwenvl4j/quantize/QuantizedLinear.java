package io.github.qwenvl4j.quantize;

import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.tensor.Scopes;
import io.github.qwenvl4j.tensor.Tensors;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** What the layers over whole numbers share: rows in bfloat16, as many as the kernel is good for, or widened weights, the bias. */
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
        return Scopes.scoped(() -> {
            long[] shape = x.shape();
            Tensor rows = Tensors.to(x, torch.ScalarType.BFloat16)
                    .reshape(-1, shape[shape.length - 1])
                    .contiguous(); // [R, K]
            Tensor y = rows.size(0) <= kernel.mostRows()
                    ? kernel.product().apply(rows, weight)
                    : widenedProduct(rows, weight); // [R, N]
            shape[shape.length - 1] = y.size(1);
            return (bias.isPresent() ? y.add_(bias.get()) : y).view(shape);
        });
    }

    /** {@code [R, K]} to {@code [R, N]}, tile by tile of widened weights. */
    abstract Tensor widenedProduct(Tensor rows, W weight);
}
