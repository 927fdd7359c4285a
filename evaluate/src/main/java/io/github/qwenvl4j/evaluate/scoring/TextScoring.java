package io.github.qwenvl4j.evaluate.scoring;

import io.github.qwenvl4j.evaluate.data.JsonRecord;
import io.github.qwenvl4j.evaluate.data.JsonRecords;
import io.github.qwenvl4j.evaluate.data.Judged;
import io.github.qwenvl4j.evaluate.data.Referenced;
import io.github.qwenvl4j.evaluate.metric.Anls;
import io.github.qwenvl4j.evaluate.metric.ExactMatch;
import io.github.qwenvl4j.evaluate.metric.GqaAnswer;
import io.github.qwenvl4j.evaluate.metric.Mode;
import io.github.qwenvl4j.evaluate.metric.RelaxedAccuracy;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The mean score of answers against texts that are right.
 *
 * @param metric its name in the official output
 */
public record TextScoring(String metric, Metric of, String difference) implements BenchmarkScoring<List<String>> {

    public static final TextScoring ANLS = new TextScoring(
            "anls",
            Anls::score,
            "official divides the edit distance by the length of the raw texts in upper case, strict by that of the compared ones");
    public static final TextScoring RELAXED = new TextScoring(
            "relaxed_accuracy",
            RelaxedAccuracy::score,
            "official allows 5 % of the model's answer, strict 5 % of the right one and ignores white space around it");
    public static final TextScoring EXACT = new TextScoring(
            "accuracy", (answer, right, mode) -> ExactMatch.score(answer, right), "the modes do not differ");
    public static final TextScoring GQA = new TextScoring(
            "accuracy",
            (answer, right, mode) -> ExactMatch.score(GqaAnswer.of(answer, mode), right),
            "official cuts the answer at letters such as \"a \" also within words, strict only at words");

    private static final List<String> ID_FIELDS = List.of("question_id", "questionId");
    private static final List<String> RIGHT_FIELDS = List.of("answers", "answer", "annotation");

    /** The score of one answer, from 0 to 1. */
    public interface Metric {
        double score(String answer, List<String> right, Mode mode);
    }

    @Override
    public List<Referenced<List<String>>> references(Path annotations) {
        return JsonRecords.read(annotations, "data", TextScoring::reference);
    }

    private static Referenced<List<String>> reference(JsonRecord each) {
        Optional<String> right = RIGHT_FIELDS.stream()
                .filter(field -> each.optional(field).isPresent())
                .findFirst();
        return new Referenced<>(
                each.firstText(ID_FIELDS).orElseGet(() -> String.valueOf(each.number())),
                each.texts(right.orElseThrow(() -> each.missing("answer"))));
    }

    @Override
    public Scores score(List<Judged<List<String>>> judged, Mode mode) {
        double[] each = judged.stream()
                .mapToDouble(question -> of.score(question.answer(), question.right(), mode))
                .toArray();
        return Scores.of(metric, Arrays.stream(each).average().orElse(0), each);
    }
}
