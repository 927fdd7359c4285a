package io.github.qwenvl4j.model;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.checkpoint.GptqTensors;
import io.github.qwenvl4j.nn.DenseLinear;
import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.nn.LinearSpec;
import io.github.qwenvl4j.nn.Weights;
import io.github.qwenvl4j.tensor.ComputeDevice;
import io.github.qwenvl4j.tensor.Scopes;
import io.github.qwenvl4j.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * Weights of a checkpoint, converted once as the model asks for them. What has the wanted dtype already is used where it
 * lies, mapped; only what must be converted costs memory. Owns the converted tensors until closed, and must be closed
 * before the checkpoint.
 */
public final class CheckpointWeights implements Weights, AutoCloseable {

    private final Store store;
    private final String prefix;

    /**
     * @param progress told the bytes of the checkpoint read so far
     */
    public CheckpointWeights(Checkpoint checkpoint, Precision precision, ComputeDevice device, LongConsumer progress) {
        this(new Store(checkpoint, precision, device, progress), "");
    }

    private CheckpointWeights(Store store, String prefix) {
        this.store = store;
        this.prefix = prefix;
    }

    @Override
    public Weights in(String child) {
        return new CheckpointWeights(store, prefix + child + ".");
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
        List<LinearSpec.Part> parts = spec.parts();
        Tensor weight = store.keep(() ->
                convert(parts.stream().map(part -> weightRows(part, spec.in())).toList()));
        boolean biased = parts.stream().anyMatch(part -> biasName(part).isPresent());
        Optional<Tensor> bias = biased
                ? Optional.of(store.keep(
                        () -> convert(parts.stream().map(this::biasRows).toList())))
                : Optional.empty();
        return new DenseLinear(weight, bias);
    }

    private Tensor convert(List<Tensor> rows) {
        return Tensors.to(Tensors.cat(rows, 0), store.precision.dtype());
    }

    private Tensor weightRows(LinearSpec.Part part, long in) {
        String stem = stem(part);
        Tensor whole = store.quantized(stem)
                ? store.readGptq(stem, part.shape().get(0), in)
                : store.read(
                        prefix + part.weight(),
                        part.shape().stream().mapToLong(Long::longValue).toArray());
        Tensor flat = whole.dim() == 2 ? whole : whole.flatten(1, -1); // [out, in]
        return part.whole() ? flat : flat.narrow(0, part.start(), part.count());
    }

    private Tensor biasRows(LinearSpec.Part part) {
        long size = part.shape().get(0);
        Tensor whole = store.read(biasName(part).orElseThrow(), size);
        return part.whole() ? whole : whole.narrow(0, part.start(), part.count());
    }

    /** GPTQ files give every quantised layer a bias, also where the published architecture has none. */
    private Optional<String> biasName(LinearSpec.Part part) {
        if (part.bias().isPresent()) {
            return part.bias().map(name -> prefix + name);
        }
        String stem = stem(part);
        return store.quantized(stem) ? Optional.of(stem + ".bias") : Optional.empty();
    }

    private String stem(LinearSpec.Part part) {
        return (prefix + part.weight()).replaceAll("\\.weight$", "");
    }

    @Override
    public void close() {
        store.close();
    }

    /** What all prefixes of one checkpoint share. */
    private static final class Store {

        private final Checkpoint checkpoint;
        private final Precision precision;
        private final ComputeDevice device;
        private final LongConsumer progress;
        private final List<Tensor> kept = new ArrayList<>();
        private long bytesRead;

        Store(Checkpoint checkpoint, Precision precision, ComputeDevice device, LongConsumer progress) {
            this.checkpoint = checkpoint;
            this.precision = precision;
            this.device = device;
            this.progress = progress;
        }

        /** The mapped tensor, its shape checked. */
        Tensor read(String name, long... shape) {
            Tensor tensor = checkpoint.tensor(name);
            if (!Arrays.equals(tensor.shape(), shape)) {
                throw new QwenVlException(checkpoint.directory() + ": tensor " + name + " has shape "
                        + Arrays.toString(tensor.shape()) + ", but config.json calls for " + Arrays.toString(shape));
            }
            bytesRead += tensor.nbytes();
            progress.accept(bytesRead);
            return tensor;
        }

        Tensor readGptq(String stem, long out, long in) {
            Tensor dense = GptqTensors.of(checkpoint, stem, in, out).dequantize(); // [out, in]
            bytesRead += dense.numel() / 2;
            progress.accept(bytesRead);
            return dense;
        }

        boolean quantized(String stem) {
            return checkpoint.tensors().containsKey(stem + ".qweight");
        }

        /** Evaluates in a scope of its own, without gradients, and keeps the result until the store is closed. */
        Tensor keep(Supplier<Tensor> source) {
            try (PointerScope scope = new PointerScope();
                    NoGradGuard noGrad = new NoGradGuard()) {
                Tensor tensor = Scopes.retain(device.place(source.get()));
                kept.add(tensor);
                return tensor;
            }
        }

        void close() {
            kept.forEach(Tensor::close);
            kept.clear();
        }
    }
}
