package io.github.qwenvl4j.cli.training;

import io.github.qwenvl4j.cli.io.CountingProgress;
import io.github.qwenvl4j.cli.io.OutputFile;
import io.github.qwenvl4j.cli.options.ProgramVersion;
import io.github.qwenvl4j.train.scenes.Split;
import io.github.qwenvl4j.train.things.ThingsWriter;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code qwenvl data things}: writes talks about pictures of everyday things as files. */
@Command(
        name = "things",
        description =
                "Composes pictures of everyday things from icon sets and writes talks about them: samples.jsonl and images/.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class DataThingsCommand implements Callable<Integer> {

    private static final int MERGES = 1100;

    @Parameters(paramLabel = "OUT", description = "Folder to write.")
    private Path out;

    @Option(
            names = "--icons",
            required = true,
            paramLabel = "DIR",
            description = "Folder that contains the icon sets (docs/training.md says how to fetch them).")
    private Path icons;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Number of talks, or of exam questions per row (default ${DEFAULT-VALUE}).")
    private int count;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the talks (default ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--split",
            paramLabel = "HALF",
            defaultValue = "TRAINING",
            description = "TRAINING: talks; HELD_OUT: the exam of 'eval things' (default ${DEFAULT-VALUE}).")
    private Split split;

    @Option(names = "--vocabulary", description = "Also write the vocabulary of the talks, qwen.tiktoken.")
    private boolean vocabulary;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        new OutputFile(out).requireFolderPossible();
        PrintWriter err = spec.commandLine().getErr();
        ThingsWriter writer = new ThingsWriter(icons, out, set -> err.println("drew the icons of " + set));
        if (vocabulary) {
            writer.writeVocabulary(MERGES);
        }
        try (CountingProgress progress = new CountingProgress("talks", split == Split.TRAINING ? count : 0)) {
            if (split == Split.TRAINING) {
                writer.writeTalks(seed, count, progress);
            } else {
                writer.writeExam(count, progress);
            }
        }
        spec.commandLine().getOut().println(out.resolve("samples.jsonl"));
        return ExitCode.OK;
    }
}
