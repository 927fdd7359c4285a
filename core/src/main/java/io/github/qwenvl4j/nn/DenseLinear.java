package io.github.qwenvl4j.nn;

import io.github.qwenvl4j.tensor.Tensors;
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
public record DenseLinear(Tensor weight, Optional<Tensor> bias) implements Linear {

    @Override
    public Tensor forward(Tensor x) {
        Tensor input = Tensors.to(x, weight.scalar_type());
        return bias.isPresent()
                ? torch.linear(input, weight, new TensorOptional(bias.get()))
                : torch.linear(input, weight);
    }
}
