package io.github.qwenvl4j.cli.bench;

import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.checkpoint.ExpectedTensors;
import io.github.qwenvl4j.checkpoint.GenerationConfig;
import io.github.qwenvl4j.checkpoint.ModelConfig;
import io.github.qwenvl4j.checkpoint.SafetensorsWriter;
import io.github.qwenvl4j.checkpoint.TensorInfo;
import io.github.qwenvl4j.family.Families;
import io.github.qwenvl4j.file.FileProblem;
import io.github.qwenvl4j.memory.Allocation;
import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.weights.WeightFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A checkpoint with random weights, to measure the opening time and memory of a model of this size.
 *
 * @param config of the model, not quantised
 * @param precision int8 and int4 are written packed, the others in the published layout
 * @param directory must not exist
 */
record RandomCheckpoint(ModelConfig config, Precision precision, Path directory) {

    private static final long SHARD_BYTES = 1L << 30;

    /** @throws QwenVlException if the folder exists */
    RandomCheckpoint {
        if (Files.exists(directory)) {
            throw new QwenVlException(directory + ": exists already; give a folder that does not");
        }
    }

    /** @throws QwenVlException if the folder cannot be written */
    void write() {
        ModelConfig written = WeightFormat.packing(precision, config)
                .map(config::withQuantization)
                .orElse(config);
        ExpectedTensors expected = written.tensors();
        Map<String, TensorInfo> layout = new HashMap<>();
        expected.shapes().forEach((name, shape) -> {
            DType type = expected.type(name).orElse(precision == Precision.FLOAT32 ? DType.F32 : DType.BF16);
            layout.put(name, new TensorInfo(name, type, shape, ""));
        });
        try (RandomTensors random = new RandomTensors()) {
            Files.createDirectories(directory);
            new SafetensorsWriter(directory, SHARD_BYTES).write(layout.values(), (name, body) -> {
                TensorInfo info = layout.get(name);
                long[] shape = info.shape().stream().mapToLong(Long::longValue).toArray();
                try (Allocation memory = Allocation.of(info.dtype(), shape)) {
                    Block block = memory.block(info.dtype(), shape);
                    random.fill(block);
                    body.accept(block);
                }
            });
            Families.of(config).writeMadeUpVocabulary(config, directory);
            GenerationConfig.DEFAULTS.write(directory.resolve("generation_config.json"));
            written.write(directory.resolve("config.json")); // last: without it the folder is not a checkpoint
        } catch (IOException e) {
            throw FileProblem.writing(directory, e);
        }
    }
}
