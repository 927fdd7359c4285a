package io.github.qwenvl4j.weights;

import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.cpu.CpuBackend;
import io.github.qwenvl4j.cpu.CpuDecoder;
import io.github.qwenvl4j.cpu.CpuEncoder;
import io.github.qwenvl4j.cpu.CpuLinear;
import io.github.qwenvl4j.cpu.CpuTable;
import io.github.qwenvl4j.cpu.NativeLayer;
import io.github.qwenvl4j.cpu.WeightForm;
import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.memory.Conversion;
import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.nn.Decoder;
import io.github.qwenvl4j.nn.DecoderBlock;
import io.github.qwenvl4j.nn.Encoder;
import io.github.qwenvl4j.nn.EncoderBlock;
import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.nn.LinearSpec;
import io.github.qwenvl4j.nn.Table;
import io.github.qwenvl4j.tensor.Backend;
import io.github.qwenvl4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Weights of a checkpoint for the processor, converted once as the model asks for them. What has the wanted form already is used
 * where it lies, mapped; only what must be converted costs memory. Owns the converted tensors and the backend until closed, and
 * must be closed before the checkpoint.
 */
public final class CheckpointWeights implements OpenedWeights {

    private final TensorStore store;
    private final DType dtype;
    private final CpuBackend backend;
    private final Optional<PackedLinears> packed;
    private final String prefix;

    /**
     * @param precision one that {@link WeightFormat#choose} allows
     * @param progress told the bytes of the checkpoint read so far
     */
    public CheckpointWeights(Checkpoint checkpoint, Precision precision, LongConsumer progress) {
        this.store = new TensorStore(checkpoint, progress);
        this.dtype = WeightFormat.dtype(precision);
        this.backend = new CpuBackend(dtype);
        this.packed = WeightFormat.packing(precision, checkpoint.config())
                .map(packing -> new PackedLinears(store, checkpoint.config(), packing));
        this.prefix = "";
    }

    private CheckpointWeights(CheckpointWeights parent, String prefix) {
        this.store = parent.store;
        this.dtype = parent.dtype;
        this.backend = parent.backend;
        this.packed = parent.packed;
        this.prefix = prefix;
    }

    @Override
    public Backend backend() {
        return backend;
    }

    @Override
    public CheckpointWeights in(String child) {
        return new CheckpointWeights(this, prefix + child + ".");
    }

    @Override
    public Tensor tensor(String name, long... shape) {
        return backend.constant(store.as(DType.F32, store.read(prefix + name, shape)));
    }

    @Override
    public Table table(String name, long rows, long columns) {
        Block stored = store.read(prefix + name, rows, columns);
        boolean readable = stored.dtype() == DType.BF16 || stored.dtype() == DType.F32;
        return new CpuTable(backend, readable ? stored : store.as(DType.F32, stored));
    }

    @Override
    public Linear linear(LinearSpec spec) {
        List<CheckpointLinear> parts = spec.parts().stream()
                .map(part -> new CheckpointLinear(store, prefix, part, spec.in()))
                .toList();
        boolean matrices = spec.parts().stream().allMatch(part -> part.shape().size() == 2); // conv1 stays as it is
        return packed.isEmpty() || !matrices
                ? new CpuLinear(dense(spec, parts))
                : new CpuLinear(parts.stream().map(packed.get()::layer).toList());
    }

    @Override
    public Decoder decoder(List<DecoderBlock> blocks) {
        return new CpuDecoder(blocks);
    }

    @Override
    public Encoder encoder(List<EncoderBlock> blocks) {
        return new CpuEncoder(blocks);
    }

    @Override
    public AddedLayers newLayers() {
        return new CpuAddedLayers(backend, dtype);
    }

    /** A layer for each part where all can be read as they lie; one of converted weights otherwise. */
    private List<NativeLayer> dense(LinearSpec spec, List<CheckpointLinear> parts) {
        List<Block> stored = new ArrayList<>();
        for (CheckpointLinear part : parts) {
            Optional<Block> weight = part.stored();
            if (weight.isEmpty() || form(weight.get().dtype()).isEmpty()) {
                return List.of(layer(spec.out(), converted(spec, parts), parts));
            }
            stored.add(weight.get());
        }
        List<NativeLayer> layers = new ArrayList<>();
        for (CheckpointLinear part : parts) {
            layers.add(layer(part.outputs(), stored.get(layers.size()), List.of(part)));
        }
        return layers;
    }

    private NativeLayer layer(long outputs, Block weight, List<CheckpointLinear> parts) {
        boolean biased = parts.stream().anyMatch(CheckpointLinear::isBiased);
        return new NativeLayer(
                form(weight.dtype()).orElseThrow(),
                outputs,
                weight.size(1),
                weight,
                Optional.empty(),
                biased ? Optional.of(bias(outputs, parts)) : Optional.empty());
    }

    /** How weights of this type are computed with; empty where they must be converted. */
    private Optional<WeightForm> form(DType weights) {
        if (weights == dtype) {
            return Optional.of(dtype == DType.F32 ? WeightForm.FLOAT32 : WeightForm.BFLOAT16);
        }
        return weights == DType.BF16 ? Optional.of(WeightForm.WIDENED) : Optional.empty();
    }

    private Block converted(LinearSpec spec, List<CheckpointLinear> parts) {
        Block weight = store.keep(dtype, spec.out(), spec.in());
        long first = 0;
        for (CheckpointLinear part : parts) {
            Block to = weight.rows(first, part.outputs());
            part.inParts((start, rows) -> Conversion.convert(rows, to.rows(start, rows.size(0))));
            first += part.outputs();
        }
        return weight;
    }

    private Block bias(long outputs, List<CheckpointLinear> parts) {
        Block bias = store.keep(dtype, outputs);
        long first = 0;
        for (CheckpointLinear part : parts) {
            part.bias(bias.rows(first, part.outputs()));
            first += part.outputs();
        }
        return bias;
    }

    @Override
    public void close() {
        backend.close();
        store.close();
    }
}
