package io.github.qwenvl4j.spark;

import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Timer;
import io.github.qwenvl4j.batch.LabelRow;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.source.Source;

/** What an executor has labelled, as the source {@code qwenvl} of Spark's metrics. */
final class LabelMetrics implements Source {

    private static LabelMetrics metrics;

    private final MetricRegistry registry = new MetricRegistry();
    private final Counter rows = registry.counter("rows");
    private final Counter errors = registry.counter("errors");
    private final Counter tokens = registry.counter("tokens");
    private final Timer answers = registry.timer("answers");

    private LabelMetrics() {}

    static synchronized LabelMetrics registered() {
        if (metrics == null) {
            metrics = new LabelMetrics();
            SparkEnv.get().metricsSystem().registerSource(metrics);
        }
        return metrics;
    }

    void count(LabelRow row) {
        rows.inc();
        row.failure().ifPresent(failure -> errors.inc());
        row.answer().ifPresent(answer -> {
            tokens.inc(answer.newTokens());
            answers.update(Math.round(1e3 * row.milliseconds()), TimeUnit.MICROSECONDS);
        });
    }

    @Override
    public String sourceName() {
        return "qwenvl";
    }

    @Override
    public MetricRegistry metricRegistry() {
        return registry;
    }
}
