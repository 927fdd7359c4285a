package io.github.qwenvl4j.train.eval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** Scores by task: of all questions, by language, and by form. */
public final class ScoreTable {

    private static final List<String> COLUMNS = List.of("all", "english", "chinese", "base", "chat");

    private final Map<String, Row> rows = new LinkedHashMap<>();

    private static final class Row {
        private final Map<String, Score> scores = new LinkedHashMap<>();
        private OptionalDouble target = OptionalDouble.empty();
        private long questions;
    }

    void add(String name, ExamQuestion question, Score score, OptionalDouble target) {
        Row row = rows.computeIfAbsent(name, key -> new Row());
        row.target = target;
        row.questions++;
        row.scores.merge("all", score, Score::plus);
        row.scores.merge(question.language().name().toLowerCase(Locale.ROOT), score, Score::plus);
        row.scores.merge(question.form().name().toLowerCase(Locale.ROOT), score, Score::plus);
    }

    /** The score of a row and column, in [0, 1]; 0 without questions. */
    double value(String row, String column) {
        return rows.containsKey(row)
                ? rows.get(row).scores.getOrDefault(column, Score.NONE).value()
                : 0;
    }

    /** The scores of all questions by task, in [0, 1]. */
    public Map<String, Double> all() {
        Map<String, Double> all = new LinkedHashMap<>();
        rows.keySet().forEach(name -> all.put(name, value(name, "all")));
        return all;
    }

    /** Text with one line per task, in percent. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(line("%-26s %9s %7s %8s %8s %8s %8s %8s", "task", "questions", "target", COLUMNS));
        rows.forEach((name, row) -> lines.add(line(
                "%-26s %9s %7s %8s %8s %8s %8s %8s",
                name,
                String.valueOf(row.questions),
                row.target.isPresent() ? percent(row.target.getAsDouble()) : "",
                COLUMNS.stream().map(column -> cell(row, column)).toList())));
        return lines;
    }

    private static String cell(Row row, String column) {
        Score score = row.scores.get(column);
        return score == null ? "-" : percent(score.value());
    }

    private static String line(String format, String name, String questions, String target, List<String> cells) {
        List<Object> values = new ArrayList<>(List.of(name, questions, target));
        values.addAll(cells);
        return String.format(Locale.ROOT, format, values.toArray());
    }

    private static String percent(double value) {
        return String.format(Locale.ROOT, "%.1f", 100 * value);
    }

    /** Data for programs: task to column to score in [0, 1], with the number of questions. */
    public Map<String, Map<String, Object>> json() {
        Map<String, Map<String, Object>> json = new LinkedHashMap<>();
        rows.forEach((name, row) -> {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("questions", row.questions);
            row.scores.forEach((column, score) -> values.put(column, Math.round(1e4 * score.value()) / 1e4));
            row.target.ifPresent(target -> values.put("target", target));
            json.put(name, values);
        });
        return json;
    }
}
