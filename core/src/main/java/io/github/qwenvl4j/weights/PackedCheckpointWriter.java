package io.github.qwenvl4j.weights;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.checkpoint.ExpectedTensors;
import io.github.qwenvl4j.checkpoint.ModelConfig;
import io.github.qwenvl4j.checkpoint.QuantizationConfig.Packed;
import io.github.qwenvl4j.checkpoint.SafetensorsWriter;
import io.github.qwenvl4j.checkpoint.TensorInfo;
import io.github.qwenvl4j.file.FileProblem;
import io.github.qwenvl4j.memory.Allocation;
import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.memory.Conversion;
import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.nn.LinearSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/**
 * Writes a checkpoint with its linear weights quantised, in the packed form of docs/formats.md: a directory that opens
 * without converting anything. Rounds one weight at a time; memory holds one shard at most.
 */
public final class PackedCheckpointWriter {

    private static final String SCALES = "_scales";
    private static final long SHARD_BYTES = 1L << 30;

    private final Checkpoint source;
    private final Packed packing;
    private final ModelConfig config;
    private final ExpectedTensors expected;
    private final Map<String, List<Long>> denseShapes;
    private final TensorStore store;
    private final Map<String, Allocation> values =
            new HashMap<>(); // of the shard being written, whose scales come first

    /**
     * @param source a complete checkpoint that is not packed
     * @param progress told the bytes of the source read so far
     */
    public PackedCheckpointWriter(Checkpoint source, Packed packing, LongConsumer progress) {
        if (source.config().quantization().orElse(null) instanceof Packed) {
            throw new QwenVlException(
                    source.directory() + ": is packed already; quantize the checkpoint it was made from");
        }
        this.source = source;
        this.packing = packing;
        this.config = source.config().withQuantization(packing);
        this.expected = config.tensors();
        this.denseShapes = source.config().withoutQuantization().tensors().shapes();
        this.store = new TensorStore(source, progress);
    }

    /**
     * Writes config, weights and the other files of the source.
     *
     * @param target a folder that does not exist yet, or is empty
     * @throws QwenVlException naming the file and why it cannot be written
     */
    public void write(Path target) {
        try {
            prepare(target);
            requireZeroBiases();
            new SafetensorsWriter(target, SHARD_BYTES).write(layout(), this::tensor);
            copyOthers(target);
            config.write(target.resolve("config.json")); // last: without it the folder is no checkpoint
        } catch (IOException e) {
            throw FileProblem.writing(target, e);
        } finally {
            values.values().forEach(Allocation::close);
            values.clear();
        }
    }

    private static void prepare(Path target) throws IOException {
        Files.createDirectories(target);
        try (Stream<Path> files = Files.list(target)) {
            if (files.findAny().isPresent()) {
                throw new QwenVlException(target + ": is not empty; give a folder that does not exist yet");
            }
        }
    }

    /** GPTQ files give every layer a bias; where the architecture has none there is no place for it here. */
    private void requireZeroBiases() {
        for (String name : source.tensors().keySet()) {
            if (name.endsWith(".bias") && !expected.shapes().containsKey(name)) {
                for (float each : Conversion.toFloats(source.tensor(name))) {
                    if (each != 0) {
                        throw new QwenVlException(
                                source.directory() + ": tensor " + name + " is not zero, but config.json says no_bias");
                    }
                }
            }
        }
    }

    private List<TensorInfo> layout() {
        List<TensorInfo> layout = new ArrayList<>();
        expected.shapes().forEach((name, shape) -> {
            DType type = expected.type(name)
                    .orElseGet(() -> source.tensors().get(name).dtype());
            layout.add(new TensorInfo(name, type, shape, ""));
        });
        return layout;
    }

    private void tensor(String name, Consumer<Block> body) {
        if (name.endsWith(SCALES)) {
            rounded(name.substring(0, name.length() - SCALES.length()), (values, scales) -> body.accept(scales));
        } else if (values.containsKey(name)) {
            try (Allocation kept = values.remove(name)) {
                body.accept(kept.block(expected.type(name).orElseThrow(), sizes(name)));
            }
        } else if (isPacked(name)) {
            rounded(name, (rounded, scales) -> body.accept(rounded));
            values.remove(name).close();
        } else {
            body.accept(source.tensor(name));
        }
    }

    private long[] sizes(String name) {
        return PackedLinears.sizes(expected.shapes().get(name));
    }

    private boolean isPacked(String name) {
        return expected.shapes().containsKey(name + SCALES);
    }

    /** Rounds a weight, and keeps its values for later. */
    private void rounded(String weight, BiConsumer<Block, Block> body) {
        String dense = source.config().source(weight);
        List<Long> shape = denseShapes.get(dense);
        long outputs = shape.get(0);
        long inputs = shape.get(1);
        LinearSpec.Part part = new LinearSpec.Part(dense, Optional.empty(), shape, 0, outputs);
        Packed.Form form = packing.form(weight.startsWith(config.blocks()), outputs, inputs);
        Allocation kept = Allocation.of(PackedWeight.type(form), sizes(weight));
        values.put(weight, kept);
        try (Allocation scales = Allocation.of(DType.BF16, sizes(weight + SCALES))) {
            PackedWeight to = new PackedWeight(
                    kept.block(PackedWeight.type(form), sizes(weight)),
                    scales.block(DType.BF16, sizes(weight + SCALES)));
            PackedLinears.round(new CheckpointLinear(store, "", part, inputs), form, to);
            body.accept(to.values(), to.scales());
        }
    }

    private void copyOthers(Path target) throws IOException {
        try (Stream<Path> files = Files.list(source.directory())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                if (!name.matches("config\\.json|.*\\.(safetensors|bin|index\\.json)|\\..*")) {
                    Files.copy(file, target.resolve(name));
                }
            }
        }
    }
}
