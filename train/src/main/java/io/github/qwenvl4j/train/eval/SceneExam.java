package io.github.qwenvl4j.train.eval;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.train.sample.Sample;
import io.github.qwenvl4j.train.scenes.TaskKind;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Asks questions about scenes, several at a time, and updates the {@link ScoreTable}. Not thread-safe. */
public final class SceneExam {

    private static final int SHORT = 6;
    private static final String SHORT_OCR = "ocr, up to " + SHORT + " characters";
    private static final String SYNTAX = "ref/box syntax";
    private static final int OPEN_QUESTIONS = 32; // so that the model always has a whole batch

    /** A question whose answer has not been scored. */
    private record Put(String task, TaskMetric metric, ExamQuestion question, CompletableFuture<String> answer) {}

    private final Answerer answerer;
    private final Deque<Put> open = new ArrayDeque<>();
    private final ScoreTable table = new ScoreTable();

    public SceneExam(Answerer answerer) {
        this.answerer = answerer;
    }

    /** The tasks that are scored. */
    public static List<TaskKind> tasks() {
        return Arrays.stream(TaskMetric.values()).map(TaskMetric::kind).toList();
    }

    /** Asks the question of a sample; skips samples of other tasks. */
    public void put(Sample sample) {
        Optional<TaskMetric> known = TaskMetric.of(sample.task());
        if (known.isEmpty()) {
            return;
        }
        TaskMetric metric = known.get();
        ExamQuestion question = ExamQuestion.of(sample);
        open.add(new Put(sample.task(), metric, question, answerer.answer(question, metric.maxTokens())));
        while (open.size() > OPEN_QUESTIONS) {
            score(open.remove());
        }
    }

    /** In the order of the questions. */
    private void score(Put put) {
        TaskMetric metric = put.metric;
        ExamQuestion question = put.question;
        String answer = answer(put.answer);
        Score score = metric.metric().score(question.wanted(), answer);
        boolean graded = metric != TaskMetric.OCR;
        table.add(put.task, question, score, graded ? metric.target() : OptionalDouble.empty());
        if (!graded && question.wanted().strip().codePoints().count() <= SHORT) {
            table.add(SHORT_OCR, question, score, metric.target());
        }
        if (question.wanted().contains("<box>") || question.wanted().contains("<quad>")) {
            Score syntax = Score.of(Syntax.strict(answer));
            table.add(SYNTAX, question, syntax, OptionalDouble.of(1));
        }
    }

    private static String answer(CompletableFuture<String> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof QwenVlException known ? known : e;
        }
    }

    /** Waits for all answers. */
    public ScoreTable table() {
        while (!open.isEmpty()) {
            score(open.remove());
        }
        return table;
    }
}
