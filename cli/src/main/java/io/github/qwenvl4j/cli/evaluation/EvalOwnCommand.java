package io.github.qwenvl4j.cli.evaluation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.cli.io.CountingProgress;
import io.github.qwenvl4j.cli.options.ProgramVersion;
import io.github.qwenvl4j.evaluate.own.Asker;
import io.github.qwenvl4j.evaluate.own.OwnItem;
import io.github.qwenvl4j.evaluate.own.OwnMetric;
import io.github.qwenvl4j.evaluate.own.OwnResult;
import io.github.qwenvl4j.evaluate.own.OwnRun;
import io.github.qwenvl4j.evaluate.report.Report;
import io.github.qwenvl4j.file.AtomicFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code qwenvl eval own}: questions of one's own, and a report. */
@Command(
        name = "own",
        description =
                "Asks your own questions, scores the answers and writes DIR/report.html; the last line is one JSON object. Run it "
                        + "again with the same --out to go on where it ended.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        footer = {
            "",
            "Each line of FILE has question, image (or images), and what is expected: answer (a text or several), boxes in pixels,",
            "choices, regex, or json. All other fields divide the report into slices.",
            "",
            "Examples:",
            "  qwenvl eval own --data shop.jsonl --model Qwen-VL-Chat --out shop --fail-under exact=0.8",
            "  qwenvl eval own --data shop.jsonl --endpoint http://127.0.0.1:8080/v1 --out theirs --against shop"
        })
final class EvalOwnCommand implements Callable<Integer> {

    @Option(
            names = "--data",
            paramLabel = "FILE",
            required = true,
            description = "The questions, one JSON object per line.")
    private Path data;

    @Option(
            names = "--images",
            paramLabel = "DIR",
            description = "Where relative paths of pictures begin (default: the folder of the questions).")
    private Path images;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "Folder for answers, scores and report; created.")
    private Path out;

    @Mixin
    private AskerOptions asked;

    @Option(names = "--limit", paramLabel = "N", description = "Ask only the first N questions.")
    private Long limit;

    @Option(
            names = "--against",
            paramLabel = "DIR",
            description = "The folder of another run over the same questions: the report shows wins and losses.")
    private Path against;

    @Option(
            names = "--slice",
            paramLabel = "FIELD",
            split = ",",
            description = "Fields of the questions by which to divide (default: all with 2 to 20 values).")
    private List<String> slices;

    @Option(
            names = "--fail-under",
            paramLabel = "METRIC=VALUE",
            description = "Exit with 1 when the mean of a metric is lower, for example exact=0.8; can be repeated.")
    private Map<String, Double> failUnder = Map.of();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws JsonProcessingException {
        failUnder.keySet().forEach(EvalOwnCommand::metric);
        Path folder = images == null ? data.toAbsolutePath().getParent() : images;
        OwnRun run = new OwnRun(data, folder, limit == null ? Long.MAX_VALUE : limit, asked.maxNewTokens());
        List<OwnItem> items = run.items();
        Optional<Report.Other> other =
                Optional.ofNullable(against).map(each -> new Report.Other(each.toString(), run.score(items, each)));
        ask(run, items);
        OwnResult result = run.score(items, out);
        PrintWriter err = spec.commandLine().getErr();
        result.scores()
                .forEach(each -> each.answer()
                        .failure()
                        .ifPresent(reason ->
                                err.println("no answer to " + each.item().id() + ": " + reason)));
        write(run, result, other);
        requireEnough(result);
        return ExitCode.OK;
    }

    private static OwnMetric metric(String label) {
        return OwnMetric.labelled(label)
                .orElseThrow(() -> new QwenVlException("there is no metric " + label + "; there are "
                        + String.join(
                                ", ",
                                Arrays.stream(OwnMetric.values())
                                        .map(OwnMetric::label)
                                        .toList())));
    }

    private void ask(OwnRun run, List<OwnItem> items) {
        try (Asker asker = asked.open();
                CountingProgress progress = new CountingProgress("questions", items.size())) {
            run.ask(items, asker, out, asked.name(), progress);
        }
    }

    private void write(OwnRun run, OwnResult result, Optional<Report.Other> other) throws JsonProcessingException {
        Collection<String> fields = slices == null ? result.sliceFields() : slices;
        String about = asked.name() + ", " + result.scores().size() + " questions of " + data.getFileName();
        Report report = new Report("Evaluation: " + data.getFileName(), about, result, other, run::address);
        AtomicFile.write(out.resolve("report.html"), report.html(fields));
        String line = new ObjectMapper().writeValueAsString(json(result, other));
        AtomicFile.write(out.resolve("scores.json"), line + "\n");
        spec.commandLine().getErr().println("report: " + out.resolve("report.html"));
        spec.commandLine().getOut().println(line);
    }

    private static Map<String, Object> json(OwnResult result, Optional<Report.Other> other) {
        Map<String, Object> metrics = new LinkedHashMap<>();
        result.totals().forEach((metric, total) -> {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("mean", total.interval().mean());
            values.put(
                    "interval_95",
                    List.of(total.interval().low(), total.interval().high()));
            values.put("items", total.items());
            metrics.put(metric.label(), values);
        });
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("items", result.scores().size());
        json.put("failed", result.failed());
        json.put("metrics", metrics);
        other.ifPresent(run -> json.put("against", comparisons(result, run)));
        return json;
    }

    private static Map<String, Object> comparisons(OwnResult result, Report.Other other) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("run", other.name());
        result.against(other.result()).forEach((metric, comparison) -> {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("difference", comparison.difference().mean());
            values.put(
                    "interval_95",
                    List.of(
                            comparison.difference().low(),
                            comparison.difference().high()));
            values.put("p", comparison.pValue());
            values.put("wins", comparison.wins());
            values.put("losses", comparison.losses());
            all.put(metric.label(), values);
        });
        return all;
    }

    private void requireEnough(OwnResult result) {
        failUnder.forEach((label, least) -> {
            OwnResult.Total total = result.totals().get(metric(label));
            if (total == null) {
                throw new QwenVlException("no question is scored by " + label + ", which must reach " + least);
            }
            if (total.interval().mean() < least) {
                throw new QwenVlException(
                        label + " is " + Math.round(1e4 * total.interval().mean()) / 1e4 + ", below the " + least
                                + " of --fail-under");
            }
        });
    }
}
