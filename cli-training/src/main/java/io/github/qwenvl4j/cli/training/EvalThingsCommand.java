package io.github.qwenvl4j.cli.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.cli.io.CountingProgress;
import io.github.qwenvl4j.cli.io.OutputFile;
import io.github.qwenvl4j.cli.options.ModelOption;
import io.github.qwenvl4j.cli.options.OpeningOptions;
import io.github.qwenvl4j.cli.options.ProgramVersion;
import io.github.qwenvl4j.file.AtomicFile;
import io.github.qwenvl4j.train.eval.ThingExam;
import io.github.qwenvl4j.train.sample.SampleFile;
import io.github.qwenvl4j.train.sample.SkippedData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code qwenvl eval things}: asks a model the questions of an exam about everyday things; it answers greedily. */
@Command(
        name = "things",
        description =
                "Asks the questions of an exam about everyday things and prints the scores, then one line of JSON.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class EvalThingsCommand implements Callable<Integer> {

    @Mixin
    private ModelOption model;

    @Mixin
    private OpeningOptions compute;

    @Parameters(paramLabel = "DIR", description = "Folder written by 'data things --split HELD_OUT'.")
    private Path exam;

    @Mixin
    private ScoreOutput scores;

    @Option(
            names = "--answers",
            paramLabel = "FILE",
            description = "Write every question with its answers to this file.")
    private Path answers;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws JsonProcessingException {
        scores.requireWritable();
        if (answers != null) {
            new OutputFile(answers).requireWritable(List.of());
        }
        SampleFile file = new SampleFile(exam.resolve("samples.jsonl"));
        long count = file.count(SkippedData.none());
        List<String> lines = new ArrayList<>();
        try (QwenVl opened = QwenVl.open(model.directory(), compute.openOptions(model));
                CountingProgress progress = new CountingProgress("questions", count)) {
            ThingExam asked = new ThingExam(opened, lines::add);
            AtomicLong done = new AtomicLong();
            file.read(
                    sample -> {
                        asked.put(sample);
                        progress.accept(done.incrementAndGet());
                    },
                    SkippedData.none());
            scores.print(asked.table(), spec.commandLine().getOut());
        }
        if (answers != null) {
            AtomicFile.write(answers, String.join("\n", lines) + "\n");
        }
        return ExitCode.OK;
    }
}
