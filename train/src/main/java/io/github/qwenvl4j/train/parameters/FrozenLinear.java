package io.github.qwenvl4j.train.parameters;

import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.tensor.Tensors;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * A linear layer that is not trained: it gives the gradient of its input only. Its weights stay as they are stored
 * (bfloat16, int4) and are converted for every use, so that with recomputed activations the converted weights of only one
 * block are in memory.
 *
 * @param weights of its parts, {@code [out, in]} in any floating dtype
 * @param biases of all parts, or none
 */
record FrozenLinear(List<Supplier<Tensor>> weights, List<Tensor> biases, torch.ScalarType compute) implements Linear {

    @Override
    public Tensor forward(Tensor x) {
        Tensor weight = Tensors.to(joined(), compute);
        Tensor input = Tensors.to(x, compute);
        return biases.isEmpty()
                ? torch.linear(input, weight)
                : torch.linear(input, weight, new TensorOptional(Tensors.to(Tensors.cat(biases, 0), compute)));
    }

    private Tensor joined() {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            List<Tensor> parts = weights.stream().map(Supplier::get).toList();
            return parts.size() == 1 ? parts.get(0) : Tensors.cat(parts, 0);
        }
    }
}
