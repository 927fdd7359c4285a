package io.github.qwenvl4j.evaluate.scoring;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.evaluate.data.Judged;
import io.github.qwenvl4j.evaluate.data.MmeRow;
import io.github.qwenvl4j.evaluate.data.MmeRows;
import io.github.qwenvl4j.evaluate.data.Referenced;
import io.github.qwenvl4j.evaluate.metric.Mode;
import io.github.qwenvl4j.evaluate.metric.PairScore;
import io.github.qwenvl4j.evaluate.metric.YesNo;
import io.github.qwenvl4j.evaluate.metric.YesNoStatistics;
import io.github.qwenvl4j.evaluate.metric.YesNoStatistics.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** MME: the pair score of each subtask, and their sums. */
public final class MmeScoring implements BenchmarkScoring<PairReference> {

    private static final Map<String, List<String>> GROUPS = groups();

    private static Map<String, List<String>> groups() {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        groups.put(
                "Perception",
                List.of(
                        "existence",
                        "count",
                        "position",
                        "color",
                        "posters",
                        "celebrity",
                        "scene",
                        "landmark",
                        "artwork",
                        "OCR"));
        groups.put(
                "Cognition",
                List.of("commonsense_reasoning", "numerical_calculation", "text_translation", "code_reasoning"));
        return groups;
    }

    @Override
    public List<Referenced<PairReference>> references(Path annotations) {
        return MmeRows.read(annotations).stream().map(MmeScoring::reference).toList();
    }

    private static Referenced<PairReference> reference(MmeRow row) {
        YesNo right = YesNo.of(row.right(), Mode.STRICT);
        if (right == YesNo.OTHER) {
            throw new QwenVlException(Kind.FILE, row.place() + ": what is right is neither Yes nor No");
        }
        return new Referenced<>(row.id(), new PairReference(row.subtask(), row.picture(), right));
    }

    @Override
    public Scores score(List<Judged<PairReference>> judged, Mode mode) {
        Map<String, Map<String, List<Verdict>>> subtasks = new LinkedHashMap<>();
        List<Verdict> verdicts = new ArrayList<>();
        for (Judged<PairReference> each : judged) {
            Verdict verdict = new Verdict(each.right().right(), YesNo.of(each.answer(), mode));
            verdicts.add(verdict);
            subtasks.computeIfAbsent(each.right().subtask(), name -> new LinkedHashMap<>())
                    .computeIfAbsent(each.right().picture(), name -> new ArrayList<>())
                    .add(verdict);
        }
        Map<String, Object> metrics = new LinkedHashMap<>();
        GROUPS.forEach((group, names) -> metrics.put(group, group(names, subtasks)));
        metrics.put("statistics", statistics(YesNoStatistics.of(verdicts)));
        return new Scores(
                metrics,
                verdicts.stream().mapToDouble(each -> each.correct() ? 1 : 0).toArray());
    }

    private static Map<String, Object> group(List<String> names, Map<String, Map<String, List<Verdict>>> subtasks) {
        Map<String, Double> scores = new LinkedHashMap<>();
        names.stream()
                .filter(subtasks::containsKey)
                .forEach(name -> scores.put(
                        name, PairScore.of(subtasks.get(name).values()).total()));
        Map<String, Object> group = new LinkedHashMap<>();
        group.put(
                "total",
                scores.values().stream().mapToDouble(Double::doubleValue).sum());
        group.put("subtasks", scores);
        return group;
    }

    private static Map<String, Object> statistics(YesNoStatistics statistics) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("accuracy", statistics.accuracy());
        values.put("precision", statistics.precision());
        values.put("recall", statistics.recall());
        values.put("f1", statistics.f1());
        values.put("yes_ratio", statistics.yesRatio());
        values.put("others", statistics.others());
        return values;
    }

    @Override
    public String difference() {
        return "official looks for yes, or else no, in the first four letters (\"know\" is no), strict takes the first word";
    }
}
