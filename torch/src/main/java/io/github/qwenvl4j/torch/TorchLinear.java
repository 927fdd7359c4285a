package io.github.qwenvl4j.torch;

import io.github.qwenvl4j.nn.Linear;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * A linear layer whose weights are stored and multiplied in one floating-point dtype.
 *
 * @param weight {@code [out, in]}
 * @param bias {@code [out]}, in the weight's dtype
 */
public record TorchLinear(TorchBackend backend, Tensor weight, Optional<Tensor> bias) implements Linear {

    /** In float32, so that gradients are summed in it. */
    @Override
    public TorchTensor forward(io.github.qwenvl4j.tensor.Tensor x) {
        return backend.wrap(Tensors.toFloat32(product(TorchTensor.of(x))));
    }

    /** In the weight's dtype. */
    Tensor product(Tensor x) {
        Tensor input = Tensors.to(x, weight.scalar_type());
        return bias.isPresent()
                ? torch.linear(input, weight, new TensorOptional(bias.get()))
                : torch.linear(input, weight);
    }
}
