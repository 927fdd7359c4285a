package io.github.qwenvl4j.train.parameters;

import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.torch.Tensors;
import io.github.qwenvl4j.torch.TorchBackend;
import io.github.qwenvl4j.torch.TorchTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A linear layer with adapters beside it: {@code y = base(x) + scaling * B A dropout(x)}. As in peft, the adapters compute in
 * float32, and their result is rounded to the dtype of the base.
 *
 * @param parts of the layer's outputs, in order
 * @param number of the layer, for its dropout masks
 */
record LoraLinear(TorchBackend backend, Linear base, List<Part> parts, double scaling, Dropout dropout, int number)
        implements Linear {

    /**
     * Outputs of a layer.
     *
     * @param pair empty if the adapter does not change them
     */
    record Part(long outputs, Optional<Pair> pair) {}

    /**
     * The matrices of an adapter.
     *
     * @param down A, {@code [r, in]}
     * @param up B, {@code [out, r]}
     */
    record Pair(Tensor down, Tensor up) {}

    @Override
    public TorchTensor forward(io.github.qwenvl4j.tensor.Tensor x) {
        Tensor y = TorchTensor.of(base.forward(x));
        Tensor input = TorchTensor.of(x);
        List<Tensor> changes = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            changes.add(change(parts.get(i), input, number + i));
        }
        Tensor change = changes.size() == 1 ? changes.get(0) : Tensors.cat(changes, -1);
        return backend.wrap(y.add(Tensors.toFloat32(Tensors.to(change, backend.compute()))));
    }

    private Tensor change(Part part, Tensor input, int layer) {
        if (part.pair().isEmpty()) {
            long[] shape = input.shape();
            shape[shape.length - 1] = part.outputs();
            return input.new_zeros(shape);
        }
        Pair pair = part.pair().get();
        Tensor narrow = torch.linear(dropout.apply(input, layer), pair.down());
        return torch.linear(narrow, pair.up()).mul(new Scalar(scaling));
    }
}
