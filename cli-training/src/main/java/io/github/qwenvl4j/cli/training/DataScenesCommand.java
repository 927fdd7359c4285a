package io.github.qwenvl4j.cli.training;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.cli.io.CountingProgress;
import io.github.qwenvl4j.cli.io.OutputFile;
import io.github.qwenvl4j.cli.options.ProgramVersion;
import io.github.qwenvl4j.train.scenes.SceneOptions;
import io.github.qwenvl4j.train.scenes.SceneSamples;
import io.github.qwenvl4j.train.scenes.SceneTasks;
import io.github.qwenvl4j.train.scenes.ScenesWriter;
import io.github.qwenvl4j.train.scenes.Split;
import io.github.qwenvl4j.train.scenes.TaskKind;
import io.github.qwenvl4j.train.scenes.TaskMix;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code qwenvl data scenes}: writes synthetic scenes as files. */
@Command(
        name = "scenes",
        description =
                "Draws synthetic scenes and writes samples.jsonl and images/. The same options write the same files.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class DataScenesCommand implements Callable<Integer> {

    @Parameters(paramLabel = "OUT", description = "Folder to write.")
    private Path out;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Number of samples (default ${DEFAULT-VALUE}).")
    private long count;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed (default ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--split",
            paramLabel = "HALF",
            defaultValue = "TRAINING",
            description = "${COMPLETION-CANDIDATES}; they have no scene in common (default ${DEFAULT-VALUE}).")
    private Split split;

    @Option(
            names = "--tasks",
            paramLabel = "TASK",
            split = ",",
            description = "Tasks, equally often (default: all): ${COMPLETION-CANDIDATES}.")
    private List<TaskKind> tasks = List.of(TaskKind.values());

    @Option(
            names = "--chinese",
            paramLabel = "SHARE",
            defaultValue = "0.5",
            description = "Fraction of samples in Chinese (default ${DEFAULT-VALUE}).")
    private double chinese;

    @Option(
            names = "--chat",
            paramLabel = "SHARE",
            defaultValue = "0.5",
            description = "Fraction of samples in chat form (default ${DEFAULT-VALUE}).")
    private double chat;

    @Option(
            names = "--max-objects",
            paramLabel = "N",
            defaultValue = "6",
            description = "Maximum number of objects per scene (default ${DEFAULT-VALUE}).")
    private int maxObjects;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        requireShare("chinese", chinese);
        requireShare("chat", chat);
        new OutputFile(out).requireFolderPossible();
        Map<TaskKind, Double> weights = new EnumMap<>(TaskKind.class);
        tasks.forEach(task -> weights.put(task, 1.0));
        SceneOptions options = SceneOptions.objects().withObjects(1, maxObjects);
        SceneSamples samples =
                new SceneSamples(new SceneTasks(options, split), new TaskMix(weights, chinese, chat), seed);
        try (CountingProgress progress = new CountingProgress("scenes", count)) {
            new ScenesWriter(samples).write(out, count, progress);
        }
        spec.commandLine().getOut().println(out.resolve("samples.jsonl"));
        return ExitCode.OK;
    }

    private static void requireShare(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new QwenVlException(name + " is " + value + ", but must be from 0 to 1");
        }
    }
}
