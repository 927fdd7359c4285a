package io.github.qwenvl4j.train.parameters;

import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.nn.LinearSpec;
import io.github.qwenvl4j.torch.Tensors;
import io.github.qwenvl4j.torch.TorchBackend;
import io.github.qwenvl4j.torch.TorchLinear;
import io.github.qwenvl4j.torch.TorchTensor;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * A linear layer that computes in a dtype of its own with float32 master parameters, so that gradients and updates are
 * float32. The conversion (and the split into rows) is part of the graph and repeated in every step.
 */
record MasterLinear(TorchBackend backend, LinearSpec spec, List<Tensor> weights, List<Tensor> biases)
        implements Linear {

    @Override
    public TorchTensor forward(io.github.qwenvl4j.tensor.Tensor x) {
        return new TorchLinear(
                        backend,
                        joined(weights, true),
                        biases.isEmpty() ? Optional.empty() : Optional.of(joined(biases, false)))
                .forward(x);
    }

    private Tensor joined(List<Tensor> masters, boolean matrix) {
        Tensor[] rows = new Tensor[masters.size()];
        for (int i = 0; i < rows.length; i++) {
            LinearSpec.Part part = spec.parts().get(i);
            Tensor master = masters.get(i);
            Tensor flat = matrix && master.dim() > 2 ? master.flatten(1, -1) : master; // [out, in] or [out]
            rows[i] = part.whole() ? flat : flat.narrow(0, part.start(), part.count());
        }
        return Tensors.to(Tensors.cat(List.of(rows), 0), backend.compute());
    }
}
