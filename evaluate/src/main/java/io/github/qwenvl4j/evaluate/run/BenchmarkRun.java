package io.github.qwenvl4j.evaluate.run;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.evaluate.benchmark.BenchmarkQuestion;
import io.github.qwenvl4j.evaluate.benchmark.PublishedBenchmark;
import io.github.qwenvl4j.evaluate.benchmark.QuestionFile.Setup;
import io.github.qwenvl4j.evaluate.run.InOrder.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * One benchmark, one file of questions, one folder for the answers.
 *
 * @param limit of questions
 * @param settings by which answers come about: a folder with others is refused
 */
public record BenchmarkRun(
        PublishedBenchmark<?> benchmark, Path data, Setup setup, long limit, Path folder, Map<String, ?> settings) {

    private static final String LOG = "answers.jsonl";
    private static final int BATCHES_OPEN = 2; // the next one's pictures are read while one is computed

    /** A question without an answer. */
    public record Failure(String id, String reason) {}

    /** Thrown out of reading, when there are enough questions. */
    private static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1;

        Enough() {
            super(null, null, false, false);
        }
    }

    public Path log() {
        return folder.resolve(LOG);
    }

    /** Reads all questions once, so that a mistake in the file is known before the first is asked. */
    public long count() {
        long[] count = {0};
        forEachQuestion(question -> count[0]++);
        if (count[0] == 0) {
            throw new QwenVlException(Kind.FILE, data + ": has no question");
        }
        return count[0];
    }

    private void forEachQuestion(Consumer<BenchmarkQuestion> reader) {
        long[] read = {0};
        try {
            benchmark.questions().forEach(data, setup, question -> {
                if (read[0]++ == limit) {
                    throw new Enough();
                }
                reader.accept(question);
            });
        } catch (Enough e) {
            return; // the rest is not wanted
        }
    }

    /**
     * Asks the questions that the folder has no answer to.
     *
     * @param progress told how many questions are done
     */
    public void ask(BenchmarkModel model, LongConsumer progress) {
        ExecutorService readers =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try (RunLog log = RunLog.open(log(), settings)) {
            InOrder<BenchmarkQuestion> open = new InOrder<>(BATCHES_OPEN * model.batch(), (question, outcome) -> {
                log.add(line(question, outcome));
                progress.accept(log.done());
            });
            long[] number = {0};
            long done = log.done();
            forEachQuestion(question -> {
                if (number[0]++ >= done) {
                    open.put(
                            question,
                            CompletableFuture.supplyAsync(() -> model.answer(question), readers)
                                    .thenCompose(answer -> answer));
                }
            });
            open.finish();
        } finally {
            readers.shutdownNow();
        }
    }

    private static Map<String, Object> line(BenchmarkQuestion question, Outcome outcome) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("id", question.id());
        if (outcome.failed()) {
            line.put("failed", outcome.failure());
        } else {
            line.put("answer", outcome.text());
            line.put("result", question.result().apply(outcome.text()));
        }
        return line;
    }

    /** The questions without an answer. */
    public List<Failure> failures() {
        List<Failure> failures = new ArrayList<>();
        RunLog.forEach(
                log(),
                each -> each.optionalText("failed")
                        .ifPresent(reason -> failures.add(new Failure(each.text("id"), reason))));
        return failures;
    }
}
