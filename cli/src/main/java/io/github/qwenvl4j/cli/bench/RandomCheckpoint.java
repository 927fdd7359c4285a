package io.github.qwenvl4j.cli.bench;

import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.checkpoint.DType;
import io.github.qwenvl4j.checkpoint.ExpectedTensors;
import io.github.qwenvl4j.checkpoint.GenerationConfig;
import io.github.qwenvl4j.checkpoint.QwenVlConfig;
import io.github.qwenvl4j.checkpoint.SafetensorsWriter;
import io.github.qwenvl4j.checkpoint.TensorInfo;
import io.github.qwenvl4j.file.FileProblem;
import io.github.qwenvl4j.weights.WeightFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A checkpoint of random weights, to measure how one of this size opens and what it holds resident.
 *
 * @param config of the model, not quantised
 * @param precision int8 and int4 are written packed, the others in the published layout
 * @param directory that is not there yet
 */
record RandomCheckpoint(QwenVlConfig config, Precision precision, Path directory) {

    private static final long SHARD_BYTES = 1L << 30;
    private static final int SPECIALS_BEFORE_IMAGE = 214; // from the end of text to <img>, see SpecialTokens
    private static final int BYTES = 256;

    /** @throws QwenVlException where the folder is there already */
    RandomCheckpoint {
        if (Files.exists(directory)) {
            throw new QwenVlException(directory + ": exists already; give a folder that does not");
        }
    }

    /** @throws QwenVlException where the folder cannot be written */
    void write() {
        QwenVlConfig written =
                WeightFormat.packing(precision).map(config::withQuantization).orElse(config);
        ExpectedTensors expected = ExpectedTensors.of(written);
        Map<String, TensorInfo> layout = new HashMap<>();
        expected.shapes().forEach((name, shape) -> {
            DType type = expected.type(name).orElse(precision == Precision.FLOAT32 ? DType.F32 : DType.BF16);
            layout.put(name, new TensorInfo(name, type, shape, ""));
        });
        try (RandomTensors random = new RandomTensors()) {
            Files.createDirectories(directory);
            new SafetensorsWriter(directory, SHARD_BYTES).write(layout.values(), name -> {
                TensorInfo info = layout.get(name);
                return random.filled(info.dtype().scalarType(), info.shape());
            });
            Files.write(directory.resolve("qwen.tiktoken"), ranks());
            GenerationConfig.DEFAULTS.write(directory.resolve("generation_config.json"));
            written.write(directory.resolve("config.json")); // last: without it the folder is no checkpoint
        } catch (IOException e) {
            throw FileProblem.writing(directory, e);
        }
    }

    /** As many tokens as the config calls for: every byte, then every pair and triple of bytes in order. */
    private List<String> ranks() {
        int count = config.vision().imageStartId() - SPECIALS_BEFORE_IMAGE;
        List<String> lines = new ArrayList<>();
        for (int rank = 0; rank < count; rank++) {
            lines.add(Base64.getEncoder().encodeToString(token(rank)) + " " + rank);
        }
        return lines;
    }

    private static byte[] token(int rank) {
        if (rank < BYTES) {
            return new byte[] {(byte) rank};
        }
        int pair = rank - BYTES;
        if (pair < BYTES * BYTES) {
            return new byte[] {(byte) (pair / BYTES), (byte) pair};
        }
        int triple = pair - BYTES * BYTES;
        return new byte[] {(byte) (triple / BYTES / BYTES), (byte) (triple / BYTES), (byte) triple};
    }
}
