package io.github.qwenvl4j.cli.model;

import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.checkpoint.QuantizationConfig.Packed;
import io.github.qwenvl4j.cli.io.LoadProgressBar;
import io.github.qwenvl4j.cli.io.OutputFile;
import io.github.qwenvl4j.cli.options.ProgramVersion;
import io.github.qwenvl4j.family.Families;
import io.github.qwenvl4j.weights.PackedCheckpointWriter;
import io.github.qwenvl4j.weights.WeightFormat;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code qwenvl quantize}: writes a checkpoint with weights in half or a quarter of the memory. */
@Command(
        name = "quantize",
        description = "Writes a copy of a checkpoint with int8 or int4 weights, which opens and decodes faster.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        footer = {"", "Example:", "  qwenvl quantize Qwen-VL-Chat Qwen-VL-Chat-int8 --dtype int8"})
public final class QuantizeCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "IN", description = "Checkpoint directory in the published layout.")
    private Path source;

    @Parameters(index = "1", paramLabel = "OUT", description = "Directory to write; it must be empty or not exist.")
    private Path target;

    @Option(names = "--dtype", paramLabel = "TYPE", defaultValue = "int8", description = "int8 (default) or int4.")
    private String dtype;

    @Override
    public Integer call() {
        Precision precision = Precision.of(dtype)
                .filter(Precision::isQuantized)
                .orElseThrow(() -> new QwenVlException("dtype is '" + dtype + "', but must be int8 or int4"));
        new OutputFile(target).requireFolderPossible();
        try (Checkpoint checkpoint = Families.open(source);
                LoadProgressBar progress = new LoadProgressBar()) {
            checkpoint.requireComplete();
            Packed packing =
                    WeightFormat.packing(precision, checkpoint.config()).orElseThrow();
            long total = checkpoint.totalBytes();
            new PackedCheckpointWriter(checkpoint, packing, bytes -> progress.loaded(bytes, total)).write(target);
        }
        return ExitCode.OK;
    }
}
