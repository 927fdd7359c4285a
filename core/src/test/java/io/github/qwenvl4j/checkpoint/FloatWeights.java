package io.github.qwenvl4j.checkpoint;

import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.nn.LinearSpec;
import io.github.qwenvl4j.nn.Weights;
import io.github.qwenvl4j.tensor.Tensors;
import io.github.qwenvl4j.testing.TestDevice;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** All weights of a folder in float32 on the tests' device, whatever family they are of; owned by the scope they are asked for in. */
public record FloatWeights(TensorFiles files, String prefix) implements Weights {

    public static FloatWeights open(Path directory) {
        return new FloatWeights(TensorFiles.open(directory), "");
    }

    @Override
    public Weights in(String child) {
        return new FloatWeights(files, prefix + child + ".");
    }

    @Override
    public Tensor tensor(String name, long... shape) {
        return TestDevice.place(Tensors.toFloat32(files.tensor(prefix + name))).reshape(shape);
    }

    @Override
    public Tensor table(String name, long rows, long columns) {
        return tensor(name, rows, columns);
    }

    @Override
    public Linear linear(LinearSpec spec) {
        List<Tensor> weights = spec.parts().stream()
                .map(part -> tensor(part.weight(), part.count(), spec.in()))
                .toList();
        boolean biased = spec.parts().get(0).bias().isPresent();
        Optional<Tensor> bias = biased
                ? Optional.of(Tensors.cat(
                        spec.parts().stream()
                                .map(part -> tensor(part.bias().orElseThrow(), part.count()))
                                .toList(),
                        0))
                : Optional.empty();
        return Linear.dense(Tensors.cat(weights, 0), bias);
    }

    @Override
    public torch.ScalarType attentionDtype() {
        return torch.ScalarType.Float;
    }
}
