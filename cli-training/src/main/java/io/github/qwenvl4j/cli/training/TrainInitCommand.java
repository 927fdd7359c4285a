package io.github.qwenvl4j.cli.training;

import io.github.qwenvl4j.cli.io.OutputFile;
import io.github.qwenvl4j.cli.options.ProgramVersion;
import io.github.qwenvl4j.train.parameters.NewCheckpoint;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code qwenvl train init}: writes a checkpoint with random weights. */
@Command(
        name = "init",
        description = "Writes a checkpoint with random weights, from which training starts.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class TrainInitCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "CONFIG", description = "A config.json.")
    private Path config;

    @Parameters(
            index = "1",
            paramLabel = "RANKFILE",
            description = "The vocabulary: a rank file such as qwen.tiktoken.")
    private Path ranks;

    @Parameters(index = "2", paramLabel = "OUT", description = "Folder of the new checkpoint.")
    private Path out;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the random weights (default ${DEFAULT-VALUE}).")
    private long seed;

    @Override
    public Integer call() {
        new OutputFile(out).requireFolderPossible();
        NewCheckpoint.write(out, config, ranks, seed);
        return ExitCode.OK;
    }
}
