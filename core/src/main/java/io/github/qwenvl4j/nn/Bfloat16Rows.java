package io.github.qwenvl4j.nn;

import io.github.qwenvl4j.tensor.Scopes;
import io.github.qwenvl4j.tensor.Tensors;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Shared code of layers that multiply bfloat16 rows: converts inputs of any shape and type to such rows, and adds the
 * bias.
 */
public final class Bfloat16Rows {

    private Bfloat16Rows() {}

    /**
     * @param x {@code [.., K]}, any floating dtype
     * @param bias bfloat16 {@code [N]}
     * @param product of contiguous bfloat16 rows {@code [R, K]}: a new tensor {@code [R, N]}
     * @return {@code [.., N]}, owned by the caller's scope
     */
    public static Tensor multiply(Tensor x, Optional<Tensor> bias, UnaryOperator<Tensor> product) {
        return Scopes.scoped(() -> {
            long[] shape = x.shape();
            Tensor rows = Tensors.to(x, torch.ScalarType.BFloat16)
                    .reshape(-1, shape[shape.length - 1])
                    .contiguous(); // [R, K]
            Tensor y = product.apply(rows); // [R, N]
            shape[shape.length - 1] = y.size(1);
            return (bias.isPresent() ? y.add_(bias.get()) : y).view(shape);
        });
    }
}
