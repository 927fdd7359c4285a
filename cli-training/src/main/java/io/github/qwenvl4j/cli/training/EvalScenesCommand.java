package io.github.qwenvl4j.cli.training;

import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.cli.io.CountingProgress;
import io.github.qwenvl4j.cli.options.ModelOption;
import io.github.qwenvl4j.cli.options.OpeningOptions;
import io.github.qwenvl4j.cli.options.ProgramVersion;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.train.eval.ExamSamples;
import io.github.qwenvl4j.train.eval.ModelAnswerer;
import io.github.qwenvl4j.train.eval.SceneExam;
import io.github.qwenvl4j.train.sample.PictureSource;
import io.github.qwenvl4j.train.sample.Sample;
import io.github.qwenvl4j.train.scenes.ScenePictures;
import io.github.qwenvl4j.train.scenes.TaskKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code qwenvl eval scenes}: asks a model about held-out scenes; it answers greedily. */
@Command(
        name = "scenes",
        description = "Asks questions about held-out scenes and prints the scores, then one line of JSON.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class EvalScenesCommand implements Callable<Integer> {

    @Mixin
    private ModelOption model;

    @Mixin
    private OpeningOptions compute;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "500",
            description = "Questions per task (default ${DEFAULT-VALUE}).")
    private long count;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed (default ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--tasks",
            paramLabel = "TASK",
            split = ",",
            description = "Only these tasks: ${COMPLETION-CANDIDATES}.")
    private List<TaskKind> tasks = SceneExam.tasks();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Folder written by 'data scenes --split HELD_OUT'; all its samples are used instead of --count.")
    private Path data;

    @Mixin
    private ScoreOutput scores;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        scores.requireWritable();
        PictureSource pictures = data == null ? new ScenePictures() : ImageLoader.standard()::load;
        try (QwenVl opened = QwenVl.open(model.directory(), compute.openOptions(model));
                Stream<Sample> samples = samples();
                CountingProgress progress = new CountingProgress("questions", count * tasks.size())) {
            SceneExam exam = new SceneExam(new ModelAnswerer(opened, pictures));
            long[] done = {0};
            samples.forEach(sample -> {
                exam.put(sample);
                progress.accept(++done[0]);
            });
            scores.print(exam.table(), spec.commandLine().getOut());
        }
        return ExitCode.OK;
    }

    private Stream<Sample> samples() {
        return data == null
                ? ExamSamples.heldOut(tasks, count, seed)
                : ExamSamples.ofFile(data.resolve("samples.jsonl"), tasks);
    }
}
