package io.github.qwenvl4j.cli.evaluation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.cli.io.CountingProgress;
import io.github.qwenvl4j.cli.options.ModelOption;
import io.github.qwenvl4j.cli.options.OpeningOptions;
import io.github.qwenvl4j.cli.options.ProgramVersion;
import io.github.qwenvl4j.evaluate.benchmark.BenchmarkResult;
import io.github.qwenvl4j.evaluate.benchmark.PublishedBenchmark;
import io.github.qwenvl4j.evaluate.run.BenchmarkModel;
import io.github.qwenvl4j.evaluate.run.BenchmarkRun;
import io.github.qwenvl4j.evaluate.run.ResultFiles;
import io.github.qwenvl4j.file.AtomicFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code qwenvl eval}: asks a model the questions of a benchmark and scores its answers. */
@Command(
        name = "eval",
        description = {
            "Evaluates a model: with the name of a benchmark, asks its questions with the prompts of the official programs, writes the "
                    + "official result file and scores it; the last line is one JSON object. Run it again with the same --out to go on "
                    + "where it ended.",
            "Benchmarks: " + BenchmarkNames.LIST + "."
        },
        subcommands = {EvalScoreCommand.class, EvalOwnCommand.class},
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        footer = {
            "",
            "Examples:",
            "  qwenvl eval docvqa --data val.jsonl --images data --model Qwen-VL-Chat --out docvqa",
            "  qwenvl eval vqav2 --data vqav2_val.jsonl --annotations v2_mscoco_val2014_annotations.json --out vqav2",
            "  qwenvl eval score docvqa --annotations val_v1.0.json --answers theirs.json --mode strict"
        })
public final class EvalCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "NAME",
            arity = "0..1",
            completionCandidates = BenchmarkNames.class,
            description = "The benchmark.")
    private String name;

    @Mixin
    private QuestionOptions questions;

    @Mixin
    private ModelOption model;

    @Mixin
    private OpeningOptions compute;

    @Mixin
    private ModeOption mode;

    @Option(
            names = "--annotations",
            paramLabel = "FILE",
            description =
                    "What is right, where the questions do not say: the official annotations of vqav2, okvqa, textvqa and vizwiz, "
                            + "and of docvqa. Without them nothing is scored.")
    private Path annotations;

    @Option(names = "--answers-only", description = "Score nothing: for questions of which nobody knows what is right.")
    private boolean answersOnly;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder for the answers, the official result file and the scores; created.")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws JsonProcessingException {
        if (name == null) {
            spec.commandLine().usage(spec.commandLine().getErr());
            return ExitCode.USAGE;
        }
        PublishedBenchmark<?> benchmark = BenchmarkNames.find(name);
        if (out == null) {
            throw new QwenVlException("--out DIR is missing: where the answers go");
        }
        BenchmarkRun run = questions.run(benchmark, model.name(), out);
        long count = run.count();
        boolean scored = !answersOnly && (annotations != null || !benchmark.annotatedApart());
        if (scored) {
            benchmark.scoring().references(right()); // a mistake in it is known before the first question
        }
        ask(run, count);
        spec.commandLine().getErr().println("answers: " + ResultFiles.write(run));
        report(run, scored);
        return ExitCode.OK;
    }

    private Path right() {
        return annotations == null ? questions.data() : annotations;
    }

    private void ask(BenchmarkRun run, long count) {
        try (QwenVl opened = QwenVl.open(model.directory(), compute.openOptions(model));
                BenchmarkModel asked = new BenchmarkModel(opened);
                CountingProgress progress = new CountingProgress("questions", count)) {
            run.ask(asked, progress);
        }
    }

    private void report(BenchmarkRun run, boolean scored) throws JsonProcessingException {
        PrintWriter err = spec.commandLine().getErr();
        List<BenchmarkRun.Failure> failures = run.failures();
        failures.forEach(each -> err.println("no answer to " + each.id() + ": " + each.reason()));
        if (!scored) {
            err.println("not scored: --annotations FILE is needed for that");
            return;
        }
        BenchmarkResult result =
                run.benchmark().scoreAsked(right(), ResultFiles.answers(run), mode.mode(), failures.size());
        String line = new ObjectMapper().writeValueAsString(result.json());
        AtomicFile.write(out.resolve("scores.json"), line + "\n");
        spec.commandLine().getOut().println(line);
    }
}
