package io.github.qwenvl4j.nn;

import io.github.qwenvl4j.tensor.NativeProducts;
import io.github.qwenvl4j.tensor.NativeWeight;
import io.github.qwenvl4j.tensor.Tensors;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * {@code y = x W^T + b} in the precision of the stored weights. Immutable and thread-safe. The creator of the layer
 * ({@link Weights}) owns the weights.
 */
public interface Linear {

    /**
     * @param x {@code [.., in]}, any floating dtype
     * @return {@code [.., out]} in the layer's compute dtype, owned by the caller's scope
     */
    Tensor forward(Tensor x);

    /**
     * What native code computes the same from: layers whose outputs follow each other; empty where only {@link #forward} can
     * compute it. Belongs to the owner of the layer.
     */
    default List<NativeWeight> packed() {
        return List.of();
    }

    /**
     * The fastest inference layer for weights of one floating-point dtype.
     *
     * @param weight {@code [out, in]}, contiguous
     * @param bias {@code [out]}, in the weight's dtype
     */
    static Linear dense(Tensor weight, Optional<Tensor> bias) {
        boolean bfloat16 = Tensors.has(weight, torch.ScalarType.BFloat16) && weight.is_cpu();
        return bfloat16 && NativeProducts.available()
                ? new Bfloat16Linear(weight, bias)
                : new DenseLinear(weight, bias);
    }
}
