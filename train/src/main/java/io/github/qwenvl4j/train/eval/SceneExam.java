package io.github.qwenvl4j.train.eval;

import io.github.qwenvl4j.train.sample.Sample;
import io.github.qwenvl4j.train.scenes.TaskKind;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Puts questions about scenes, one after another, and keeps the {@link ScoreTable}. One thread. */
public final class SceneExam {

    private static final int SHORT = 6;
    private static final String SHORT_OCR = "ocr, up to " + SHORT + " characters";
    private static final String SYNTAX = "ref/box syntax";

    private final Answerer answerer;
    private final ScoreTable table = new ScoreTable();

    public SceneExam(Answerer answerer) {
        this.answerer = answerer;
    }

    /** The tasks that are scored. */
    public static List<TaskKind> tasks() {
        return Arrays.stream(TaskMetric.values()).map(TaskMetric::kind).toList();
    }

    /** Puts the sample's question; samples of other tasks are passed over. */
    public void put(Sample sample) {
        Optional<TaskMetric> known = TaskMetric.of(sample.task());
        if (known.isEmpty()) {
            return;
        }
        TaskMetric metric = known.get();
        ExamQuestion question = ExamQuestion.of(sample);
        String answer = answerer.answer(question, metric.maxTokens());
        Score score = metric.metric().score(question.wanted(), answer);
        boolean graded = metric != TaskMetric.OCR;
        table.add(sample.task(), question, score, graded ? metric.target() : OptionalDouble.empty());
        if (!graded && question.wanted().strip().codePoints().count() <= SHORT) {
            table.add(SHORT_OCR, question, score, metric.target());
        }
        if (question.wanted().contains("<box>") || question.wanted().contains("<quad>")) {
            Score syntax = Score.of(Syntax.strict(answer));
            table.add(SYNTAX, question, syntax, OptionalDouble.of(1));
        }
    }

    public ScoreTable table() {
        return table;
    }
}
