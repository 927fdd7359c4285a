package io.github.qwenvl4j.train.run;

import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.checkpoint.GenerationConfig;
import io.github.qwenvl4j.checkpoint.SafetensorsWriter;
import io.github.qwenvl4j.checkpoint.TensorInfo;
import io.github.qwenvl4j.family.qwenvl.QwenVlFamily;
import io.github.qwenvl4j.family.qwenvl.config.QwenVlConfig;
import io.github.qwenvl4j.file.FileProblem;
import io.github.qwenvl4j.memory.Allocation;
import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.memory.Conversion;
import io.github.qwenvl4j.memory.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Writes the result of a run as a checkpoint for use: the published layout, smaller weights, no training state. */
public record Export(Precision dtype, GenerationConfig generation) {

    private static final long SHARD_BYTES = 2L << 30;

    /** The folder itself if it is a checkpoint, or the newest checkpoint of a run. */
    public static Path checkpoint(Path runOrCheckpoint) {
        if (Files.exists(runOrCheckpoint.resolve("config.json"))) {
            return runOrCheckpoint;
        }
        if (!Files.isDirectory(runOrCheckpoint)) {
            throw new QwenVlException(runOrCheckpoint + ": neither a run nor a checkpoint");
        }
        return RunFolder.newest(runOrCheckpoint)
                .orElseThrow(() -> new QwenVlException(runOrCheckpoint + ": no checkpoint in this run yet"));
    }

    /**
     * @param target created if it does not exist; must not contain weights
     * @throws QwenVlException if the checkpoint is incomplete or the target cannot be written
     */
    public void write(Checkpoint source, Path target) {
        source.requireComplete();
        try {
            Files.createDirectories(target);
            Files.copy(QwenVlFamily.rankFile(source), target.resolve("qwen.tiktoken"));
        } catch (IOException e) {
            throw FileProblem.writing(target, e);
        }
        DType stored = dtype == Precision.BFLOAT16 ? DType.BF16 : DType.F32;
        List<TensorInfo> layout = source.tensors().values().stream()
                .map(tensor -> new TensorInfo(tensor.name(), stored, tensor.shape(), tensor.file()))
                .toList();
        new SafetensorsWriter(target, SHARD_BYTES)
                .write(layout, (name, body) -> converted(source.tensor(name), stored, body));
        generation.write(target.resolve("generation_config.json"));
        QwenVlConfig.of(source).withDtype(dtype.toString()).write(target.resolve("config.json"));
    }

    private static void converted(Block tensor, DType type, Consumer<Block> body) {
        try (Allocation memory = Allocation.of(type, tensor.shape())) {
            Block copy = memory.block(type, tensor.shape());
            Conversion.convert(tensor, copy);
            body.accept(copy);
        }
    }
}
