package io.github.qwenvl4j.evaluate.own;

import java.util.EnumMap;
import java.util.Map;

/** An item with its answer and its scores. */
public record OwnScore(OwnItem item, OwnAnswer answer, Map<OwnMetric, Double> scores) {

    static OwnScore of(OwnItem item, OwnAnswer answer) {
        Map<OwnMetric, Double> scores = new EnumMap<>(OwnMetric.class);
        for (OwnMetric metric : OwnMetric.of(item)) {
            scores.put(metric, answer.failure().isPresent() ? 0 : metric.score(item, answer));
        }
        return new OwnScore(item, answer, scores);
    }

    /** The mean of its scores, by which items are ordered. */
    public double mean() {
        return scores.values().stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(0);
    }
}
