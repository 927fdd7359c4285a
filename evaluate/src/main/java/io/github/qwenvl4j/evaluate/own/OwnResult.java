package io.github.qwenvl4j.evaluate.own;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.evaluate.metric.Interval;
import io.github.qwenvl4j.evaluate.metric.PairedComparison;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The scores of a run over one's own questions. */
public record OwnResult(List<OwnScore> scores) {

    private static final long SEED = 20230824;
    private static final int MOST_VALUES = 20; // of a field that makes slices by itself

    /** A mean with its interval, over so many items. */
    public record Total(Interval interval, int items) {

        static Total of(List<Double> scores) {
            return new Total(
                    Interval.of(scores.stream().mapToDouble(Double::doubleValue).toArray(), SEED), scores.size());
        }
    }

    /** By metric, those that some item is scored by. */
    public Map<OwnMetric, Total> totals() {
        return totals(scores);
    }

    private static Map<OwnMetric, Total> totals(List<OwnScore> scores) {
        Map<OwnMetric, Total> totals = new EnumMap<>(OwnMetric.class);
        for (OwnMetric metric : OwnMetric.values()) {
            List<Double> values = scores.stream()
                    .flatMap(each -> Optional.ofNullable(each.scores().get(metric)).stream())
                    .toList();
            if (!values.isEmpty()) {
                totals.put(metric, Total.of(values));
            }
        }
        return totals;
    }

    /** Fields, beyond those that mean something, whose few values divide the items. */
    public Set<String> sliceFields() {
        Map<String, Set<String>> values = new TreeMap<>();
        scores.forEach(each -> each.item().fields().properties().forEach(field -> {
            if (!OwnItem.KNOWN.contains(field.getKey()) && field.getValue().isValueNode()) {
                values.computeIfAbsent(field.getKey(), name -> new TreeSet<>())
                        .add(field.getValue().asText());
            }
        }));
        values.values().removeIf(each -> each.size() < 2 || each.size() > MOST_VALUES);
        return values.keySet();
    }

    /** Totals by the values of a field. */
    public Map<String, Map<OwnMetric, Total>> slices(String field) {
        Map<String, List<OwnScore>> groups = scores.stream()
                .collect(Collectors.groupingBy(
                        each -> value(each.item().fields().path(field)), TreeMap::new, Collectors.toList()));
        Map<String, Map<OwnMetric, Total>> slices = new LinkedHashMap<>();
        groups.forEach((value, group) -> slices.put(value, totals(group)));
        return slices;
    }

    private static String value(JsonNode field) {
        return field.isMissingNode() || field.isNull() ? "(none)" : field.asText();
    }

    /** The items with the lowest scores first. */
    public List<OwnScore> worst(int most) {
        return scores.stream()
                .sorted(Comparator.comparingDouble(OwnScore::mean))
                .limit(most)
                .toList();
    }

    public long failed() {
        return scores.stream()
                .filter(each -> each.answer().failure().isPresent())
                .count();
    }

    /** This run less another over the same questions, by metric; only items that both have count. */
    public Map<OwnMetric, PairedComparison> against(OwnResult other) {
        Map<String, OwnScore> others = other.byId();
        Map<OwnMetric, PairedComparison> comparisons = new EnumMap<>(OwnMetric.class);
        for (OwnMetric metric : totals().keySet()) {
            List<OwnScore> both = scores.stream()
                    .filter(each -> each.scores().containsKey(metric)
                            && others.containsKey(each.item().id())
                            && others.get(each.item().id()).scores().containsKey(metric))
                    .toList();
            comparisons.put(
                    metric,
                    PairedComparison.of(
                            both.stream()
                                    .mapToDouble(each -> each.scores().get(metric))
                                    .toArray(),
                            both.stream()
                                    .mapToDouble(each -> others.get(each.item().id())
                                            .scores()
                                            .get(metric))
                                    .toArray(),
                            SEED));
        }
        return comparisons;
    }

    public Map<String, OwnScore> byId() {
        return scores.stream().collect(Collectors.toMap(each -> each.item().id(), each -> each, (a, b) -> a));
    }
}
