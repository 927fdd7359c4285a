package io.github.qwenvl4j.weights;

import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.nn.LinearSpec;
import io.github.qwenvl4j.nn.StackedLinear;
import io.github.qwenvl4j.nn.Weights;
import io.github.qwenvl4j.tensor.ComputeDevice;
import io.github.qwenvl4j.tensor.Tensors;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Weights of a checkpoint, converted once as the model asks for them. What has the wanted form already is used where it
 * lies, mapped; only what must be converted costs memory. Owns the converted tensors until closed, and must be closed
 * before the checkpoint.
 */
public final class CheckpointWeights implements Weights, AutoCloseable {

    private final TensorStore store;
    private final Precision precision;
    private final Optional<PackedLinears> packed;
    private final String prefix;

    /**
     * @param precision one that {@link Precision#choose} allows
     * @param progress told the bytes of the checkpoint read so far
     */
    public CheckpointWeights(Checkpoint checkpoint, Precision precision, ComputeDevice device, LongConsumer progress) {
        this.store = new TensorStore(checkpoint, device, progress);
        this.precision = precision;
        this.packed =
                WeightFormat.packing(precision).map(packing -> new PackedLinears(store, checkpoint.config(), packing));
        this.prefix = "";
    }

    private CheckpointWeights(CheckpointWeights parent, String prefix) {
        this.store = parent.store;
        this.precision = parent.precision;
        this.packed = parent.packed;
        this.prefix = prefix;
    }

    @Override
    public Weights in(String child) {
        return new CheckpointWeights(this, prefix + child + ".");
    }

    @Override
    public Tensor tensor(String name, long... shape) {
        return store.keep(() -> Tensors.toFloat32(store.read(prefix + name, shape)));
    }

    @Override
    public Tensor table(String name, long rows, long columns) {
        return store.keep(() -> store.read(prefix + name, rows, columns));
    }

    @Override
    public Linear linear(LinearSpec spec) {
        List<CheckpointLinear> parts = spec.parts().stream()
                .map(part -> new CheckpointLinear(store, prefix, part, spec.in()))
                .toList();
        boolean matrices = spec.parts().stream().allMatch(part -> part.shape().size() == 2); // conv1 stays as it is
        if (packed.isEmpty() || !matrices) {
            return dense(parts);
        }
        List<Linear> layers = parts.stream().map(packed.get()::linear).toList();
        return layers.size() == 1 ? layers.get(0) : new StackedLinear(layers);
    }

    private Linear dense(List<CheckpointLinear> parts) {
        Tensor weight = store.keep(() -> convert(parts.stream().map(CheckpointLinear::weight)));
        boolean biased = parts.stream().anyMatch(CheckpointLinear::isBiased);
        return Linear.dense(
                weight,
                biased
                        ? Optional.of(store.keep(() -> convert(parts.stream().map(CheckpointLinear::bias))))
                        : Optional.empty());
    }

    private Tensor convert(Stream<Tensor> rows) {
        return Tensors.to(Tensors.cat(rows.toList(), 0), WeightFormat.dtype(precision));
    }

    @Override
    public torch.ScalarType attentionDtype() {
        return WeightFormat.dtype(precision);
    }

    @Override
    public void close() {
        packed.ifPresent(PackedLinears::close);
        store.close();
    }
}
