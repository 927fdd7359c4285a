package io.github.qwenvl4j.cli.evaluation;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.evaluate.benchmark.PictureFolder;
import io.github.qwenvl4j.evaluate.benchmark.PublishedBenchmark;
import io.github.qwenvl4j.evaluate.benchmark.QuestionFile.Setup;
import io.github.qwenvl4j.evaluate.benchmark.Shots;
import io.github.qwenvl4j.evaluate.run.BenchmarkRun;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Which questions are asked, and how. */
final class QuestionOptions {

    @Option(
            names = "--data",
            paramLabel = "FILE",
            description = "The questions, in the layout that the official programs read (mme: a folder).")
    private Path data;

    @Option(
            names = "--images",
            paramLabel = "DIR",
            defaultValue = "",
            description =
                    "Where relative paths of pictures begin (default: the current folder, as in the official programs).")
    private Path images;

    @Option(
            names = "--shots",
            paramLabel = "N",
            defaultValue = "0",
            description = "Answered examples in front of each question, from the file --shots-from (default: none).")
    private int shots;

    @Option(
            names = "--shots-from",
            paramLabel = "FILE",
            description = "Questions with answers, such as the training files.")
    private Path shotsFrom;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Draws the examples (default ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--limit", paramLabel = "N", description = "Ask only the first N questions.")
    private Long limit;

    Path data() {
        return data;
    }

    BenchmarkRun run(PublishedBenchmark<?> benchmark, String model, Path out) {
        if (data == null) {
            throw new QwenVlException("--data FILE is missing: the questions");
        }
        if (limit != null && limit < 1) {
            throw new QwenVlException("limit is " + limit + ", but must be at least 1");
        }
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("benchmark", benchmark.name());
        settings.put("data", data.toString());
        settings.put("model", model);
        settings.put("shots", shots);
        settings.put("seed", seed);
        Setup setup = new Setup(new PictureFolder(images), shots(benchmark));
        return new BenchmarkRun(benchmark, data, setup, limit == null ? Long.MAX_VALUE : limit, out, settings);
    }

    private Shots shots(PublishedBenchmark<?> benchmark) {
        if (shots == 0) {
            return Shots.none();
        }
        if (shots < 0 || shotsFrom == null) {
            throw new QwenVlException(
                    "shots is " + shots + ": it must be at least 0, and --shots-from FILE must be given");
        }
        return Shots.of(
                shotsFrom,
                benchmark
                        .shot()
                        .orElseThrow(() -> new QwenVlException(
                                "the official program for " + benchmark.name() + " takes no examples")),
                shots,
                seed);
    }
}
