package io.github.qwenvl4j.spark;

import io.github.qwenvl4j.batch.LabelRow;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.util.LongAccumulator;

/**
 * Accumulators of a job, which Spark's pages show while it runs. A task that runs twice counts twice: they tell how a job gets on, the
 * rows tell what came of it.
 */
record JobCounters(LongAccumulator pictures, LongAccumulator rows, LongAccumulator errors, LongAccumulator tokens)
        implements Serializable {

    static JobCounters of(SparkContext context) {
        return new JobCounters(
                context.longAccumulator("qwenvl pictures"),
                context.longAccumulator("qwenvl rows"),
                context.longAccumulator("qwenvl errors"),
                context.longAccumulator("qwenvl new tokens"));
    }

    void count(List<LabelRow> labelled) {
        pictures.add(1);
        for (LabelRow row : labelled) {
            rows.add(1);
            row.failure().ifPresent(failure -> errors.add(1));
            row.answer().ifPresent(answer -> tokens.add(answer.newTokens()));
        }
    }
}
