package io.github.qwenvl4j.weights;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.checkpoint.GptqTensors;
import io.github.qwenvl4j.tensor.ComputeDevice;
import io.github.qwenvl4j.tensor.Scopes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** Reads tensors of a checkpoint by their full names, and owns what is made of them until closed. */
final class TensorStore implements AutoCloseable {

    private final Checkpoint checkpoint;
    private final ComputeDevice device;
    private final LongConsumer progress;
    private final List<Tensor> kept = new ArrayList<>();
    private final Set<String> counted = new HashSet<>();
    private long bytesRead;

    TensorStore(Checkpoint checkpoint, ComputeDevice device, LongConsumer progress) {
        this.checkpoint = checkpoint;
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
        count(name);
        return tensor;
    }

    Tensor read(String name, List<Long> shape) {
        return read(name, shape.stream().mapToLong(Long::longValue).toArray());
    }

    GptqTensors readGptq(String stem, long outputs, long inputs) {
        GptqTensors tensors = GptqTensors.of(checkpoint, stem, inputs, outputs);
        checkpoint.tensors().subMap(stem + ".", stem + "/").keySet().forEach(this::count);
        return tensors;
    }

    /** Whether the linear layer {@code stem} lies in GPTQ form. */
    boolean isGptq(String stem) {
        return checkpoint.tensors().containsKey(stem + ".qweight");
    }

    boolean has(String name) {
        return checkpoint.tensors().containsKey(name);
    }

    /** Once for each tensor: some are read in parts. */
    private void count(String name) {
        if (counted.add(name)) {
            bytesRead += checkpoint.tensors().get(name).bytes();
            progress.accept(bytesRead);
        }
    }

    /** Evaluates in a scope of its own, without gradients, and keeps the result, on the device, until closed. */
    Tensor keep(Supplier<Tensor> source) {
        return keepAll(() -> List.of(source.get())).get(0);
    }

    /** The same for several tensors that come together. */
    List<Tensor> keepAll(Supplier<List<Tensor>> source) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            List<Tensor> tensors = source.get().stream()
                    .map(tensor -> Scopes.retain(device.place(tensor)))
                    .toList();
            kept.addAll(tensors);
            return tensors;
        }
    }

    @Override
    public void close() {
        kept.forEach(Tensor::close);
        kept.clear();
    }
}
