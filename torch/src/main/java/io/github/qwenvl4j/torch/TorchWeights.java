package io.github.qwenvl4j.torch;

import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.checkpoint.GptqTensors;
import io.github.qwenvl4j.memory.Allocation;
import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.nn.Decoder;
import io.github.qwenvl4j.nn.DecoderBlock;
import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.nn.LinearSpec;
import io.github.qwenvl4j.nn.Table;
import io.github.qwenvl4j.nn.Weights;
import io.github.qwenvl4j.tensor.Backend;
import io.github.qwenvl4j.weights.AddedLayers;
import io.github.qwenvl4j.weights.OpenedWeights;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Weights of a checkpoint as tensors of LibTorch on a device, for inference. Owns them until closed. */
public final class TorchWeights implements OpenedWeights {

    private final Checkpoint checkpoint;
    private final TorchBackend backend;
    private final LongConsumer progress;
    private final String prefix;
    private final List<Tensor> kept;
    private final Set<String> counted;

    /**
     * @param precision float32 or bfloat16
     * @param progress told the bytes of the checkpoint read so far
     */
    public TorchWeights(Checkpoint checkpoint, Precision precision, TorchDevice device, LongConsumer progress) {
        this(
                checkpoint,
                new TorchBackend(
                        device, precision == Precision.FLOAT32 ? torch.ScalarType.Float : torch.ScalarType.BFloat16),
                progress,
                "",
                new ArrayList<>(),
                new HashSet<>());
    }

    private TorchWeights(
            Checkpoint checkpoint,
            TorchBackend backend,
            LongConsumer progress,
            String prefix,
            List<Tensor> kept,
            Set<String> counted) {
        this.checkpoint = checkpoint;
        this.backend = backend;
        this.progress = progress;
        this.prefix = prefix;
        this.kept = kept;
        this.counted = counted;
    }

    @Override
    public Backend backend() {
        return backend;
    }

    @Override
    public Weights in(String child) {
        return new TorchWeights(checkpoint, backend, progress, prefix + child + ".", kept, counted);
    }

    @Override
    public io.github.qwenvl4j.tensor.Tensor tensor(String name, long... shape) {
        return backend.wrap(keep(() -> Tensors.toFloat32(read(prefix + name).view(shape))));
    }

    @Override
    public Table table(String name, long rows, long columns) {
        return new TorchTable(backend, keep(() -> read(prefix + name).view(rows, columns)));
    }

    @Override
    public AddedLayers newLayers() {
        throw new QwenVlException(
                QwenVlException.Kind.UNSUPPORTED,
                "device " + backend.device()
                        + ": adapters are computed on the CPU only; merge it into the model instead");
    }

    @Override
    public Linear linear(LinearSpec spec) {
        boolean biased = spec.parts().stream().anyMatch(part -> biasName(part).isPresent());
        Tensor weight = keep(() -> joined(spec, part -> weight(part, spec.in())));
        Optional<Tensor> bias = biased ? Optional.of(keep(() -> joined(spec, this::bias))) : Optional.empty();
        return new InferenceLinear(new TorchLinear(backend, weight, bias));
    }

    @Override
    public Decoder decoder(List<DecoderBlock> blocks) {
        return new TorchDecoder(backend, blocks);
    }

    private interface PartReader {
        Tensor read(LinearSpec.Part part);
    }

    private Tensor joined(LinearSpec spec, PartReader reader) {
        List<Tensor> parts = spec.parts().stream()
                .map(part -> {
                    Tensor whole = reader.read(part);
                    return part.whole() ? whole : whole.narrow(0, part.start(), part.count());
                })
                .toList();
        return Tensors.to(Tensors.cat(parts, 0), backend.compute());
    }

    private String stem(LinearSpec.Part part) {
        return LinearSpec.module(prefix + part.weight());
    }

    private boolean isGptq(LinearSpec.Part part) {
        return checkpoint.tensors().containsKey(stem(part) + ".qweight");
    }

    private Tensor weight(LinearSpec.Part part, long inputs) {
        long outputs = part.shape().get(0);
        if (!isGptq(part)) {
            return read(prefix + part.weight()).view(outputs, inputs);
        }
        GptqTensors gptq = GptqTensors.of(checkpoint, stem(part), inputs, outputs);
        try (Allocation memory = Allocation.of(DType.F32, outputs, inputs)) {
            Block wide = memory.block(DType.F32, outputs, inputs);
            gptq.dequantize(0, wide);
            return Blocks.tensor(wide);
        }
    }

    /** Some GPTQ files give every quantised layer a bias, also where the published architecture has none. */
    private Optional<String> biasName(LinearSpec.Part part) {
        return isGptq(part)
                ? Optional.of(stem(part) + ".bias").filter(checkpoint.tensors()::containsKey)
                : part.bias().map(prefix::concat);
    }

    private Tensor bias(LinearSpec.Part part) {
        return biasName(part)
                .map(this::read)
                .orElseGet(
                        () -> Tensors.zeros(torch.ScalarType.Float, part.shape().get(0)));
    }

    private Tensor read(String name) {
        Tensor tensor = Blocks.tensor(checkpoint.tensor(name));
        counted.add(name);
        progress.accept(counted.stream()
                .mapToLong(each -> checkpoint.tensors().get(each).bytes())
                .sum());
        return tensor;
    }

    /** Evaluates in a scope of its own, without gradients, and keeps the result, on the device, until closed. */
    private Tensor keep(Supplier<Tensor> source) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor tensor = Scopes.retain(backend.device().place(source.get()));
            kept.add(tensor);
            return tensor;
        }
    }

    @Override
    public void close() {
        kept.forEach(Tensor::close);
        kept.clear();
    }
}
