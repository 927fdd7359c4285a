package io.github.qwenvl4j.cli.training;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.checkpoint.GenerationConfig;
import io.github.qwenvl4j.cli.io.OutputFile;
import io.github.qwenvl4j.cli.options.ProgramVersion;
import io.github.qwenvl4j.family.Families;
import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.train.run.Export;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code qwenvl train export}: writes the result of a run as a checkpoint for {@code qwenvl run}. */
@Command(
        name = "export",
        description = "Writes the newest checkpoint of a run for use: smaller weights, no training state.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class TrainExportCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "RUN|CHECKPOINT", description = "Folder of a run or of a checkpoint.")
    private Path source;

    @Parameters(index = "1", paramLabel = "OUT", description = "Folder of the new checkpoint.")
    private Path out;

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            defaultValue = "bfloat16",
            description = "float32, bfloat16 or float16 (default ${DEFAULT-VALUE}).")
    private String dtype;

    @Option(
            names = "--chat-format",
            paramLabel = "FORMAT",
            description = "Prompt format: chatml or raw (default: unchanged).")
    private String chatFormat;

    @Override
    public Integer call() {
        DType type = Optional.ofNullable(Export.TYPES.get(dtype))
                .orElseThrow(() ->
                        new QwenVlException("dtype is " + dtype + ": export writes float32, bfloat16 or float16"));
        new OutputFile(out).requireFolderPossible();
        Path folder = Export.checkpoint(source);
        try (Checkpoint checkpoint = Families.open(folder)) {
            GenerationConfig generation = checkpoint.generation();
            new Export(type, chatFormat == null ? generation : generation.withChatFormat(chatFormat))
                    .write(checkpoint, folder, out);
        }
        return ExitCode.OK;
    }
}
