package io.github.qwenvl4j.train.run;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.checkpoint.GenerationConfig;
import io.github.qwenvl4j.checkpoint.SafetensorsWriter;
import io.github.qwenvl4j.checkpoint.TensorInfo;
import io.github.qwenvl4j.family.qwenvl.QwenVlFamily;
import io.github.qwenvl4j.family.qwenvl.config.QwenVlConfig;
import io.github.qwenvl4j.file.AtomicFile;
import io.github.qwenvl4j.file.FileProblem;
import io.github.qwenvl4j.memory.Allocation;
import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.memory.Conversion;
import io.github.qwenvl4j.memory.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Writes the result of a run as a checkpoint for use: the published layout, smaller weights, no training state. */
public record Export(DType dtype, GenerationConfig generation) {

    /** The names of the types that are written. */
    public static final Map<String, DType> TYPES =
            Map.of("float32", DType.F32, "bfloat16", DType.BF16, "float16", DType.F16);

    private static final long SHARD_BYTES = 2L << 30;

    /** As published, for programs that open the folder with the published code. */
    private static final String TOKENIZER = """
            {
              "model_max_length": 8192,
              "tokenizer_class": "QWenTokenizer",
              "auto_map": {
                "AutoTokenizer": ["tokenization_qwen.QWenTokenizer", null]
              }
            }
            """;

    /** The folder itself if it is a checkpoint, or the newest checkpoint of a run. */
    public static Path checkpoint(Path runOrCheckpoint) {
        Path found = newest(runOrCheckpoint);
        if (Files.exists(found.resolve("adapter_config.json"))) {
            throw new QwenVlException(
                    Kind.CHECKPOINT, found + ": an adapter, not a checkpoint; qwenvl merge makes a checkpoint of it");
        }
        return found;
    }

    /** The folder itself if it is a checkpoint or an adapter, or the newest one of a run. */
    public static Path newest(Path runOrCheckpoint) {
        if (Files.exists(runOrCheckpoint.resolve("config.json"))
                || Files.exists(runOrCheckpoint.resolve("adapter_config.json"))) {
            return runOrCheckpoint;
        }
        if (!Files.isDirectory(runOrCheckpoint)) {
            throw new QwenVlException(runOrCheckpoint + ": neither a run nor a checkpoint");
        }
        return RunFolder.newest(runOrCheckpoint)
                .orElseThrow(() -> new QwenVlException(runOrCheckpoint + ": no checkpoint in this run yet"));
    }

    /**
     * @param folder of the source, as {@link #checkpoint} gives it
     * @param target created if it does not exist; must not contain weights
     * @throws QwenVlException if the checkpoint is incomplete or the target cannot be written
     */
    public void write(Checkpoint source, Path folder, Path target) {
        source.requireComplete();
        try {
            Files.createDirectories(target);
            Files.copy(QwenVlFamily.rankFile(source), target.resolve("qwen.tiktoken"));
        } catch (IOException e) {
            throw FileProblem.writing(target, e);
        }
        List<TensorInfo> layout = source.tensors().values().stream()
                .map(tensor -> new TensorInfo(tensor.name(), dtype, tensor.shape(), tensor.file()))
                .toList();
        new SafetensorsWriter(target, SHARD_BYTES)
                .write(layout, (name, body) -> converted(source.tensor(name), dtype, body));
        generation.write(target.resolve("generation_config.json"));
        QwenVlConfig.of(source).withDtype(name()).write(target.resolve("config.json"));
        AtomicFile.write(target.resolve("tokenizer_config.json"), TOKENIZER);
        AtomicFile.write(target.resolve("README.md"), ModelCard.of(folder).text(name()));
    }

    private String name() {
        return TYPES.entrySet().stream()
                .filter(type -> type.getValue() == dtype)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new QwenVlException("dtype " + dtype + " is not written"));
    }

    private static void converted(Block tensor, DType type, Consumer<Block> body) {
        try (Allocation memory = Allocation.of(type, tensor.shape())) {
            Block copy = memory.block(type, tensor.shape());
            Conversion.convert(tensor, copy);
            body.accept(copy);
        }
    }
}
