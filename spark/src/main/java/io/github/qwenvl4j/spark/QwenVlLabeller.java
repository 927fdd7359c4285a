package io.github.qwenvl4j.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.batch.LabelSpec;
import io.github.qwenvl4j.file.FileProblem;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF2;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Labels pictures on a cluster: a row for each picture and question. Every executor opens the model once, and its tasks share it.
 *
 * <pre>{@code
 * Dataset<Row> pictures = spark.read().format("binaryFile").load("s3a://shop/photos");
 * LabelSpec spec = LabelSpec.read(Path.of("spec.yaml"));
 * System.out.println(QwenVlLabeller.explain(pictures, spec));
 * QwenVlLabeller.write(pictures, spec, LabelOptions.defaults(), "s3a://shop/labels", 20);
 * }</pre>
 *
 * <p>Pictures are the rows of the source {@code binaryFile}, or of a table with a column {@code content}, {@code bytes} or {@code
 * image} of bytes, or {@code image}, {@code path}, {@code url} or {@code file} of paths and addresses that every executor can read;
 * {@code id} (or {@code source}, or the path) names them. Each page of a PDF is a picture, {@code invoice.pdf#page=2}. A picture that cannot be used gives rows with {@code error} and {@code
 * message}; no job fails by it.
 */
public final class QwenVlLabeller {

    private QwenVlLabeller() {}

    /** Labels with the default options. */
    public static Dataset<Row> label(Dataset<Row> pictures, LabelSpec spec) {
        return label(pictures, spec, LabelOptions.defaults());
    }

    /**
     * Rows with key, source, question, sha256, fingerprint, answer, value, boxes in pixels, probabilities, finish_reason,
     * prompt_tokens, new_tokens, error, message and milliseconds. Computed when they are used, and each time they are used: write them.
     *
     * @throws QwenVlException where the table has no pictures, or the executors too little memory for the model
     */
    public static Dataset<Row> label(Dataset<Row> pictures, LabelSpec spec, LabelOptions options) {
        PictureColumns columns = PictureColumns.of(pictures.schema());
        ExecutorMemory.require(pictures.sparkSession().sparkContext().getConf(), ModelPlace.local(spec), options);
        LabelPlan plan = LabelPlan.of(spec, options);
        JobCounters counters = JobCounters.of(pictures.sparkSession().sparkContext());
        Dataset<Row> needed = pictures.select(wanted(columns));
        Dataset<Row> placed =
                options.distinct() && columns.binary() ? needed.repartition(xxhash64(col(columns.picture()))) : needed;
        return placed.mapPartitions(new PartitionLabels(plan, columns, counters), Encoders.row(RowSchema.LABELLED));
    }

    private static Column[] wanted(PictureColumns columns) {
        return columns.id().equals(columns.picture())
                ? new Column[] {col(columns.id())}
                : new Column[] {col(columns.id()), col(columns.picture())};
    }

    /**
     * Labels what has no rows at {@code path} yet, and appends the rows as Parquet, part by part: a job that fails, or whose driver dies,
     * keeps the parts that were complete, and the same call goes on. No row is there twice.
     *
     * @param parts in which the work is done; each costs a job
     */
    public static void write(Dataset<Row> pictures, LabelSpec spec, LabelOptions options, String path, int parts) {
        PictureColumns columns = PictureColumns.of(pictures.schema());
        List<String> prints =
                ModelPlace.local(spec).fingerprints().values().stream().toList();
        for (int part = 0; part < parts; part++) {
            Column ofPart = pmod(xxhash64(col(columns.id())), lit(parts)).equalTo(part);
            Dataset<Row> all = pictures.filter(ofPart);
            Optional<Dataset<Row>> existing = existing(pictures.sparkSession(), path);
            Dataset<Row> missing = existing.map(known -> new KnownPictures(known, prints).missing(all, columns))
                    .orElse(all);
            Dataset<Row> rows = label(missing, spec, options);
            existing.map(known -> rows.join(known.select("key"), seq("key"), "left_anti"))
                    .orElse(rows)
                    .write()
                    .mode(SaveMode.Append)
                    .parquet(path);
        }
    }

    private static Seq<String> seq(String name) {
        return CollectionConverters.asScala(List.of(name)).toSeq();
    }

    private static Optional<Dataset<Row>> existing(SparkSession spark, String path) {
        Path place = new Path(path);
        try {
            FileSystem store = place.getFileSystem(spark.sessionState().newHadoopConf());
            FileStatus[] files = store.exists(place) ? store.listStatus(place) : new FileStatus[0];
            boolean there = Arrays.stream(files)
                    .anyMatch(file -> file.getPath().getName().endsWith(".parquet"));
            return there ? Optional.of(spark.read().schema(RowSchema.LABELLED).parquet(path)) : Optional.empty();
        } catch (IOException e) {
            throw new QwenVlException(
                    QwenVlException.Kind.FILE, path + ": cannot be read: " + FileProblem.reason(e), e);
        }
    }

    /** What labelling would cost, measured by labelling a sample of 32 pictures on the cluster. */
    public static JobCost explain(Dataset<Row> pictures, LabelSpec spec) {
        return JobCost.measure(pictures, spec, LabelOptions.defaults());
    }

    /**
     * Registers the SQL function {@code qwenvl_label(content, question)}: the bytes of a picture and the id of a question of the
     * specification; a struct with answer, value, boxes, probabilities, error and the rest. Of a PDF the first page is looked at. One row of a task at a time is
     * computed: for many pictures {@link #label} is faster.
     */
    public static void register(SparkSession spark, LabelSpec spec) {
        LabelPlan plan = LabelPlan.of(spec, LabelOptions.defaults());
        UDF2<byte[], String, Row> function = new LabelFunction(plan);
        spark.udf().register("qwenvl_label", function, RowSchema.ANSWERED);
    }
}
