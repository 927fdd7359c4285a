package io.github.qwenvl4j.evaluate.benchmark;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.evaluate.data.Matched;
import io.github.qwenvl4j.evaluate.metric.Interval;
import io.github.qwenvl4j.evaluate.metric.Mode;
import io.github.qwenvl4j.evaluate.scoring.BenchmarkScoring;
import io.github.qwenvl4j.evaluate.scoring.Scores;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The scores of a benchmark, and of what.
 *
 * @param difference how the modes differ
 * @param interval of the mean score of a question, unless the whole file has one score only
 */
public record BenchmarkResult(
        String benchmark,
        Mode mode,
        String difference,
        int items,
        Map<String, Object> metrics,
        Interval interval,
        Map<String, Integer> unmatched) {

    private static final long SEED = 20230824; // any: the same for all, so that runs can be compared

    static <R> BenchmarkResult of(String name, BenchmarkScoring<R> scoring, Matched<R> matched, Mode mode) {
        if (matched.questions().isEmpty()) {
            throw new QwenVlException(Kind.FILE, "no answer belongs to a question, so that there is nothing to score");
        }
        Scores scores = scoring.score(matched.questions(), mode);
        return new BenchmarkResult(
                name,
                mode,
                scoring.difference(),
                matched.questions().size(),
                scores.metrics(),
                Interval.of(scores.each(), SEED),
                counts(matched));
    }

    private static Map<String, Integer> counts(Matched<?> matched) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        counts.put("missing", matched.missing().size());
        counts.put("extra", matched.extra().size());
        counts.put("duplicate", matched.duplicate().size());
        counts.values().removeIf(count -> count == 0);
        return counts;
    }

    BenchmarkResult withFailed(int failed) {
        Map<String, Integer> counts = new LinkedHashMap<>(unmatched);
        if (failed > 0) {
            counts.put("failed", failed);
        }
        return new BenchmarkResult(benchmark, mode, difference, items, metrics, interval, counts);
    }

    /** For programs. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("benchmark", benchmark);
        json.put("mode", mode.name().toLowerCase(Locale.ROOT));
        json.put("items", items);
        json.put("metrics", metrics);
        json.put("mean_of_items", interval.mean());
        json.put("interval_95", List.of(interval.low(), interval.high()));
        json.putAll(unmatched);
        json.put("modes", difference);
        return json;
    }
}
