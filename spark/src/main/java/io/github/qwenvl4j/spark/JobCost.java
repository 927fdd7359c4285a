package io.github.qwenvl4j.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.xxhash64;

import io.github.qwenvl4j.batch.LabelSpec;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What labelling would cost.
 *
 * @param pictures of the table
 * @param distinct contents; addresses where contents are not in the table
 * @param rows that would be written; where documents have several pages, estimated
 * @param promptTokens estimated, of all distinct pictures
 * @param newTokens estimated
 * @param errorShare of the rows of the sample
 * @param hours estimated, on this cluster
 * @param sampled pictures on which the estimates rest
 */
public record JobCost(
        long pictures,
        long distinct,
        long rows,
        long promptTokens,
        long newTokens,
        double errorShare,
        double hours,
        long sampled) {

    private static final int SAMPLE = 32;
    private static final double NANOS_PER_HOUR = 3.6e12;

    static JobCost measure(Dataset<Row> pictures, LabelSpec spec, LabelOptions options) {
        PictureColumns columns = PictureColumns.of(pictures.schema());
        var content = columns.binary() ? sha2(col(columns.picture()), 256) : col(columns.picture());
        Row counted = pictures.agg(count(lit(1)), countDistinct(content)).head();
        int cores = pictures.sparkSession().sparkContext().defaultParallelism();
        Dataset<Row> drawn =
                pictures.orderBy(xxhash64(col(columns.id()))).limit(2 * SAMPLE).cache();
        List<Row> both = drawn.collectAsList();
        drawn.unpersist();
        int warm = both.size() / 2;
        // The first half opens the models, so that their loading does not count.
        label(pictures, both.subList(0, warm), cores, spec, options);
        long start = System.nanoTime();
        List<Row> rows = label(pictures, both.subList(warm, both.size()), cores, spec, options);
        double nanos = System.nanoTime() - start;
        long sampled = both.size() - warm;
        return estimate(counted, spec, rows, nanos, sampled);
    }

    private static JobCost estimate(Row counted, LabelSpec spec, List<Row> rows, double nanos, long sampled) {
        double distinct = counted.getLong(1);
        double each = sampled == 0 ? 0 : distinct / sampled;
        long errors = rows.stream().filter(row -> row.getAs("error") != null).count();
        return new JobCost(
                counted.getLong(0),
                counted.getLong(1),
                sampled == 0
                        ? counted.getLong(0) * spec.questions().size()
                        : Math.round((double) counted.getLong(0) / sampled * rows.size()),
                Math.round(each * sum(rows, "prompt_tokens")),
                Math.round(each * sum(rows, "new_tokens")),
                rows.isEmpty() ? 0 : (double) errors / rows.size(),
                each * nanos / NANOS_PER_HOUR,
                sampled);
    }

    private static List<Row> label(
            Dataset<Row> like, List<Row> pictures, int cores, LabelSpec spec, LabelOptions options) {
        Dataset<Row> spread =
                like.sparkSession().createDataFrame(pictures, like.schema()).repartition(cores);
        return QwenVlLabeller.label(spread, spec, options).collectAsList();
    }

    private static long sum(List<Row> rows, String column) {
        return rows.stream()
                .filter(row -> row.getAs(column) != null)
                .mapToLong(row -> row.<Integer>getAs(column))
                .sum();
    }

    /** In a few lines, for people. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, """
                pictures        %,d (%,d distinct)
                rows            %,d, about %.1f %% without an answer
                tokens          about %,d of prompts, %,d new
                time            about %.2f hours on this cluster
                measured on     %d pictures, after the models were open""", pictures, distinct, rows, 100 * errorShare, promptTokens, newTokens, hours, sampled);
    }
}
