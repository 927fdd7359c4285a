package io.github.qwenvl4j.weights;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.checkpoint.GptqTensors;
import io.github.qwenvl4j.memory.Allocation;
import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.memory.Conversion;
import io.github.qwenvl4j.memory.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;

/** Reads tensors of a checkpoint by their full names, and owns what is made of them until closed. */
final class TensorStore implements AutoCloseable {

    private final Checkpoint checkpoint;
    private final LongConsumer progress;
    private final List<Allocation> kept = new ArrayList<>();
    private final Set<String> counted = new HashSet<>();
    private long bytesRead;

    /** @param progress told the bytes of the checkpoint read so far */
    TensorStore(Checkpoint checkpoint, LongConsumer progress) {
        this.checkpoint = checkpoint;
        this.progress = progress;
    }

    /** The mapped tensor, its shape checked. */
    Block read(String name, long... shape) {
        Block tensor = checkpoint.tensor(name);
        if (!Arrays.equals(tensor.shape(), shape)) {
            throw new QwenVlException(checkpoint.directory() + ": tensor " + name + " has shape "
                    + Arrays.toString(tensor.shape()) + ", but config.json calls for " + Arrays.toString(shape));
        }
        count(name);
        return tensor;
    }

    Block read(String name, List<Long> shape) {
        long[] sizes = new long[shape.size()];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = shape.get(i);
        }
        return read(name, sizes);
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

    /** Memory for numbers that are made of a tensor, uninitialised, kept until closed. */
    Block keep(DType dtype, long... shape) {
        Allocation memory = Allocation.of(dtype, shape);
        kept.add(memory);
        return memory.block(dtype, shape);
    }

    /** The numbers in this floating type: where they lie, or converted. */
    Block as(DType dtype, Block tensor) {
        if (tensor.dtype() == dtype) {
            return tensor;
        }
        Block converted = keep(dtype, tensor.shape());
        Conversion.convert(tensor, converted);
        return converted;
    }

    @Override
    public void close() {
        kept.forEach(Allocation::close);
        kept.clear();
    }
}
