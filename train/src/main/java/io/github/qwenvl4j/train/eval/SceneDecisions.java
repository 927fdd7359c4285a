package io.github.qwenvl4j.train.eval;

import io.github.qwenvl4j.train.scenes.SampleForm;
import io.github.qwenvl4j.train.scenes.SceneLanguage;
import io.github.qwenvl4j.train.scenes.TaskKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Questions about held-out scenes that have one of a few answers: colours, shapes, counts, positions, yes and no. */
public final class SceneDecisions {

    private static final List<TaskKind> TASKS = List.of(
            TaskKind.VQA_COLOR, TaskKind.VQA_SHAPE, TaskKind.VQA_COUNT, TaskKind.VQA_POSITION, TaskKind.VQA_YES_NO);
    private static final int SAMPLES = 3; // for each question that is wanted: half of them are in chat form

    /** A question with all answers that questions of its kind have. */
    public record Open(ExamQuestion question, List<String> answers) {}

    private record Kind(String task, SceneLanguage language) {}

    private SceneDecisions() {}

    public static List<TaskKind> tasks() {
        return TASKS;
    }

    /** At most {@code count} questions of each task, in base form, in both languages. */
    public static Stream<Open> heldOut(List<TaskKind> tasks, long count, long seed) {
        List<ExamQuestion> questions = tasks.stream()
                .flatMap(task -> ExamSamples.heldOut(List.of(task), SAMPLES * count, seed)
                        .map(ExamQuestion::of)
                        .filter(question -> question.form() == SampleForm.BASE)
                        .limit(count))
                .toList();
        Map<Kind, TreeSet<String>> answers = new LinkedHashMap<>();
        questions.forEach(question ->
                answers.computeIfAbsent(kind(question), kind -> new TreeSet<>()).add(question.wanted()));
        return questions.stream().map(question -> new Open(question, List.copyOf(answers.get(kind(question)))));
    }

    private static Kind kind(ExamQuestion question) {
        return new Kind(question.task(), question.language());
    }
}
