package io.github.qwenvl4j.quantize;

import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.tensor.Scopes;
import io.github.qwenvl4j.tensor.Tensors;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** What the layers over whole numbers share: rows in bfloat16, few of them here, many of them there, the bias. */
abstract class QuantizedLinear implements Linear {

    private final Optional<Tensor> bias;

    QuantizedLinear(Optional<Tensor> bias) {
        this.bias = bias;
    }

    @Override
    public final Tensor forward(Tensor x) {
        return Scopes.scoped(() -> {
            long[] shape = x.shape();
            Tensor rows = Tensors.to(x, torch.ScalarType.BFloat16)
                    .reshape(-1, shape[shape.length - 1])
                    .contiguous(); // [R, K]
            Tensor y = packed(rows.size(0)) ? packedProduct(rows) : widenedProduct(rows); // [R, N]
            shape[shape.length - 1] = y.size(1);
            return (bias.isPresent() ? y.add_(bias.get()) : y).view(shape);
        });
    }

    /** Whether so many rows are best multiplied by the packed kernel. */
    abstract boolean packed(long rows);

    /** {@code [R, K]} to {@code [R, N]}. */
    abstract Tensor packedProduct(Tensor rows);

    /** {@code [R, K]} to {@code [R, N]}, tile by tile of widened weights. */
    abstract Tensor widenedProduct(Tensor rows);
}
