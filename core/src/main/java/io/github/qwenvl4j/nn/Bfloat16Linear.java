package io.github.qwenvl4j.nn;

import io.github.qwenvl4j.tensor.NativeProducts;
import io.github.qwenvl4j.tensor.Scopes;
import io.github.qwenvl4j.tensor.Tensors;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * bfloat16 weights on the CPU, for inference.
 *
 * @param weight {@code [out, in]}, contiguous, of a size that {@link NativeProducts#takesBfloat16} allows
 * @param bias {@code [out]}, bfloat16
 */
record Bfloat16Linear(Tensor weight, Optional<Tensor> bias) implements Linear {

    private static final long MOST_ROWS = NativeProducts.manyRowsAreFasterElsewhere() ? 4 : Long.MAX_VALUE;

    @Override
    public Tensor forward(Tensor x) {
        long[] shape = x.shape();
        long inputs = shape[shape.length - 1];
        if (x.numel() / inputs > MOST_ROWS) {
            return new DenseLinear(weight, bias).forward(x);
        }
        return Scopes.scoped(() -> {
            Tensor rows =
                    Tensors.to(x, torch.ScalarType.BFloat16).reshape(-1, inputs).contiguous(); // [R, K]
            Tensor y = NativeProducts.bfloat16Product(rows, weight); // [R, N]
            shape[shape.length - 1] = y.size(1);
            return (bias.isPresent() ? y.add_(bias.get()) : y).view(shape);
        });
    }
}
