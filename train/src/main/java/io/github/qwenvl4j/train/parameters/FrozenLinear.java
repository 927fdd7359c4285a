package io.github.qwenvl4j.train.parameters;

import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.torch.Tensors;
import io.github.qwenvl4j.torch.TorchBackend;
import io.github.qwenvl4j.torch.TorchLinear;
import io.github.qwenvl4j.torch.TorchTensor;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * A linear layer that is not trained: it gives the gradient of its input only. Its weights stay as they are stored
 * (bfloat16, int4) and are converted for every use, so that with recomputed activations the converted weights of only one
 * block are in memory.
 *
 * @param weights of its parts, {@code [out, in]} in any floating dtype
 * @param biases of all parts, or none
 */
record FrozenLinear(TorchBackend backend, List<Supplier<Tensor>> weights, List<Tensor> biases) implements Linear {

    @Override
    public TorchTensor forward(io.github.qwenvl4j.tensor.Tensor x) {
        Optional<Tensor> bias = biases.isEmpty()
                ? Optional.empty()
                : Optional.of(Tensors.to(Tensors.cat(biases, 0), backend.compute()));
        return new TorchLinear(backend, Tensors.to(joined(), backend.compute()), bias).forward(x);
    }

    private Tensor joined() {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            List<Tensor> parts = weights.stream().map(Supplier::get).toList();
            return parts.size() == 1 ? parts.get(0) : Tensors.cat(parts, 0);
        }
    }
}
