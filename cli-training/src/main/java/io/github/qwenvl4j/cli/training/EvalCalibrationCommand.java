package io.github.qwenvl4j.cli.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.Decision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.cli.io.CountingProgress;
import io.github.qwenvl4j.cli.io.OutputFile;
import io.github.qwenvl4j.cli.options.ModelOption;
import io.github.qwenvl4j.cli.options.OpeningOptions;
import io.github.qwenvl4j.cli.options.ProgramVersion;
import io.github.qwenvl4j.evaluate.metric.Calibration;
import io.github.qwenvl4j.evaluate.report.ReliabilityReport;
import io.github.qwenvl4j.file.AtomicFile;
import io.github.qwenvl4j.train.eval.ModelAnswerer;
import io.github.qwenvl4j.train.eval.SceneDecisions;
import io.github.qwenvl4j.train.scenes.ScenePictures;
import io.github.qwenvl4j.train.scenes.TaskKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code qwenvl eval calibration}: whether the probabilities of decisions are what they say. */
@Command(
        name = "calibration",
        description =
                "Has a model decide between the possible answers to questions about held-out scenes, and compares the "
                        + "probabilities with what is right. Prints the expected calibration error of each task, then one line of JSON.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class EvalCalibrationCommand implements Callable<Integer> {

    private static final int BINS = 10;
    private static final String ALL = "all";

    @Mixin
    private ModelOption model;

    @Mixin
    private OpeningOptions compute;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "200",
            description = "Decisions per task (default ${DEFAULT-VALUE}).")
    private long count;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed (default ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--tasks", paramLabel = "TASK", split = ",", description = "Only these tasks.")
    private List<TaskKind> tasks = SceneDecisions.tasks();

    @Option(
            names = "--length-normalised",
            description = "Compare answers by the mean likelihood of a token, as for answers of different lengths.")
    private boolean lengthNormalised;

    @Option(names = "--out", paramLabel = "FILE", description = "Also write a page with the reliability plots: .html.")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws JsonProcessingException {
        if (out != null) {
            new OutputFile(out).requireWritable(List.of());
        }
        Map<String, List<Calibration.Decided>> decided = new LinkedHashMap<>();
        try (QwenVl opened = QwenVl.open(model.directory(), compute.openOptions(model));
                CountingProgress progress = new CountingProgress("decisions", count * tasks.size())) {
            ModelAnswerer answerer = new ModelAnswerer(opened, new ScenePictures());
            long[] done = {0};
            SceneDecisions.heldOut(tasks, count, seed).forEach(open -> {
                Calibration.Decided one = decide(answerer, open);
                decided.computeIfAbsent(open.question().task(), task -> new ArrayList<>())
                        .add(one);
                progress.accept(++done[0]);
            });
        }
        Map<String, Calibration> parts = new LinkedHashMap<>();
        decided.forEach((task, each) -> parts.put(task, Calibration.of(each, BINS)));
        parts.put(
                ALL,
                Calibration.of(decided.values().stream().flatMap(List::stream).toList(), BINS));
        print(parts);
        return ExitCode.OK;
    }

    private Calibration.Decided decide(ModelAnswerer answerer, SceneDecisions.Open open) {
        Decision decision = answerer.decide(open.question(), open.answers());
        Decision.Option best = (lengthNormalised ? decision.lengthNormalised() : decision).best();
        return new Calibration.Decided(
                best.probability(), best.text().equals(open.question().wanted()));
    }

    private void print(Map<String, Calibration> parts) throws JsonProcessingException {
        Map<String, Object> json = new LinkedHashMap<>();
        parts.forEach((task, each) -> {
            spec.commandLine()
                    .getOut()
                    .println(String.format(
                            Locale.ROOT,
                            "%-14s %5d decisions, %5.1f %% right, mean probability %5.1f %%, expected calibration error %4.1f %%",
                            task,
                            each.count(),
                            100 * each.accuracy(),
                            100 * each.confidence(),
                            100 * each.error()));
            json.put(
                    task,
                    Map.of(
                            "count", each.count(),
                            "accuracy", each.accuracy(),
                            "confidence", each.confidence(),
                            "error", each.error(),
                            "bins", each.bins()));
        });
        spec.commandLine().getOut().println(new ObjectMapper().writeValueAsString(json));
        if (out != null) {
            AtomicFile.write(
                    out,
                    new ReliabilityReport(
                                    "Calibration of " + model.name(),
                                    count + " decisions of each task about held-out scenes (seed " + seed
                                            + "). A bar is as high as the "
                                            + "share of right decisions, a frame as the mean probability; on the dashed line they are equal.",
                                    parts)
                            .html());
        }
    }
}
