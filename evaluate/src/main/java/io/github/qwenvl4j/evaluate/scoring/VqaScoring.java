package io.github.qwenvl4j.evaluate.scoring;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.evaluate.data.JsonRecord;
import io.github.qwenvl4j.evaluate.data.JsonRecords;
import io.github.qwenvl4j.evaluate.data.Judged;
import io.github.qwenvl4j.evaluate.data.Referenced;
import io.github.qwenvl4j.evaluate.metric.Mode;
import io.github.qwenvl4j.evaluate.metric.VqaAccuracy;
import io.github.qwenvl4j.evaluate.metric.VqaAccuracy.Annotated;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The VQA score, in per cent, of all questions and by their types. */
public final class VqaScoring implements BenchmarkScoring<VqaReference> {

    private static final String NO_TYPE = "";

    @Override
    public List<Referenced<VqaReference>> references(Path annotations) {
        return JsonRecords.read(
                annotations, "annotations", each -> new Referenced<>(each.text("question_id"), reference(each)));
    }

    private static VqaReference reference(JsonRecord question) {
        JsonNode answers = question.optional("answers").orElseThrow(() -> question.missing("answers"));
        List<Annotated> annotators = new ArrayList<>();
        for (JsonNode each : answers) {
            if (!each.path("answer").isTextual()) {
                throw question.wrong("answers", "an array of objects with an \"answer\"");
            }
            annotators.add(annotated(each));
        }
        if (annotators.isEmpty()) {
            throw question.wrong("answers", "an array of at least one answer");
        }
        return new VqaReference(
                annotators,
                question.optionalText("question_type").orElse(NO_TYPE),
                question.optionalText("answer_type").orElse(NO_TYPE));
    }

    /** Two annotators of one question differ in their id, where they have one, so that comparing it is comparing the record. */
    private static Annotated annotated(JsonNode answer) {
        JsonNode id = answer.get("answer_id");
        String confidence = answer.path("answer_confidence").asText();
        return new Annotated(answer.get("answer").asText(), id == null ? confidence : id.asText() + " " + confidence);
    }

    @Override
    public Scores score(List<Judged<VqaReference>> judged, Mode mode) {
        double[] each = judged.stream()
                .mapToDouble(question ->
                        VqaAccuracy.score(question.answer(), question.right().annotators(), mode))
                .toArray();
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("overall", VqaAccuracy.percent(Arrays.stream(each).average().orElse(0)));
        metrics.put("perQuestionType", byType(judged, each, VqaReference::questionType));
        metrics.put("perAnswerType", byType(judged, each, VqaReference::answerType));
        return new Scores(metrics, each);
    }

    private static Map<String, Double> byType(
            List<Judged<VqaReference>> judged, double[] each, Function<VqaReference, String> type) {
        Map<String, double[]> sums = new LinkedHashMap<>(); // of scores, and how many
        for (int i = 0; i < each.length; i++) {
            double[] sum = sums.computeIfAbsent(type.apply(judged.get(i).right()), name -> new double[2]);
            sum[0] += each[i];
            sum[1]++;
        }
        Map<String, Double> means = new LinkedHashMap<>();
        sums.forEach((name, sum) -> means.put(name, VqaAccuracy.percent(sum[0] / sum[1])));
        return means;
    }

    @Override
    public String difference() {
        return "official hardly normalises the annotators' answers and leaves out all whose record is equal, strict normalises them"
                + " as the model's answer and leaves out one annotator at a time";
    }
}
