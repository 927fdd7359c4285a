package io.github.qwenvl4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.batch.LabelItem;
import io.github.qwenvl4j.batch.LabelRow;
import io.github.qwenvl4j.batch.LabelSpec;
import io.github.qwenvl4j.batch.PictureLabeller;
import io.github.qwenvl4j.hub.BuiltInModel;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.spark.SparkEnv;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of Spark equal those of one process. */
class SparkLabelsTest {

    private static final Path EXAMPLES = Path.of(System.getProperty("qwenvl.root"), "examples");
    private static final LabelSpec SPEC = LabelSpec.parse("""
            max-new-tokens: 20
            questions:
              - {id: where, task: "find:the brown heart"}
              - {id: colour, ask: "What colour is the heart?", choices: [red, brown]}
            """);

    @TempDir
    private static Path folder;

    private static SparkSession spark;
    private static Dataset<Row> pictures;

    @BeforeAll
    static void start() throws IOException {
        byte[] scene = Files.readAllBytes(EXAMPLES.resolve("scene.png"));
        Files.createDirectories(folder.resolve("in"));
        Files.write(folder.resolve("in/scene.png"), scene);
        Files.write(folder.resolve("in/again.png"), scene);
        Files.write(folder.resolve("in/cut.png"), Arrays.copyOf(scene, 3000));
        Files.copy(EXAMPLES.resolve("shapes.png"), folder.resolve("in/shapes.png"));
        spark = LocalSessions.in(folder)
                .config("spark.hadoop.fs.shop.impl", Shop.class.getName())
                .getOrCreate();
        pictures = spark.read().format("binaryFile").load(folder.resolve("in").toString());
    }

    /** A store that only the settings of Spark name. */
    public static final class Shop extends RawLocalFileSystem {

        @Override
        public URI getUri() {
            return URI.create("shop:///");
        }
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static String stripped(
            String key, String source, String question, Object answer, Object value, Object error) {
        return String.join(" | ", key, source, question, "" + answer, "" + value, "" + error);
    }

    private static List<String> stripped(Dataset<Row> rows) {
        return rows.collectAsList().stream()
                .map(row -> stripped(
                        row.getAs("key"),
                        row.getAs("source"),
                        row.getAs("question"),
                        row.getAs("answer"),
                        row.getAs("value"),
                        row.getAs("error")))
                .sorted()
                .toList();
    }

    private static List<String> alone() throws IOException {
        List<String> all = new ArrayList<>();
        try (PictureLabeller labeller = PictureLabeller.open(SPEC, OpenOptions.defaults())) {
            for (Row row : pictures.select("path", "content").collectAsList()) {
                for (LabelRow each : labeller.submit(LabelItem.of(row.getString(0), row.getAs(1)))
                        .join()) {
                    all.add(stripped(
                            each.key(),
                            each.source(),
                            each.question(),
                            each.answer().map(answer -> answer.text()).orElse(null),
                            each.answer()
                                    .flatMap(answer -> answer.value())
                                    .map(value -> value.asText())
                                    .orElse(null),
                            each.failure().map(failure -> failure.kind()).orElse(null)));
                }
            }
        }
        return all.stream().sorted().toList();
    }

    @Test
    void rowsAreThoseOfOneProcess() throws IOException {
        List<String> expected = alone();
        assertThat(expected).hasSize(8);
        assertThat(stripped(QwenVlLabeller.label(pictures, SPEC))).isEqualTo(expected);
        assertThat(stripped(QwenVlLabeller.label(
                        pictures, SPEC, LabelOptions.defaults().withDistinct(true))))
                .isEqualTo(expected);
    }

    @Test
    void theMetricsOfSparkHaveASourceThatCountsRows() {
        long before = labelled();
        QwenVlLabeller.label(pictures, SPEC).collect();
        assertThat(labelled() - before).isEqualTo(8);
    }

    /** How many rows this process has computed. */
    static long labelled() {
        var sources = SparkEnv.get().metricsSystem().getSourcesByName("qwenvl");
        return sources.isEmpty()
                ? 0
                : sources.head().metricRegistry().counter("rows").getCount();
    }

    @Test
    void writingAgainAddsWhatIsMissing() throws IOException {
        String out = folder.resolve("labels").toString();
        Dataset<Row> two = pictures.filter("path like '%scene%' or path like '%cut%'");
        QwenVlLabeller.write(two, SPEC, LabelOptions.defaults(), out, 2);
        assertThat(spark.read().parquet(out).count()).isEqualTo(4);
        QwenVlLabeller.write(pictures, SPEC, LabelOptions.defaults(), out, 3);
        QwenVlLabeller.write(pictures, SPEC, LabelOptions.defaults(), out, 1);
        assertThat(stripped(spark.read().parquet(out))).hasSize(8).doesNotHaveDuplicates();
        LabelSpec more = LabelSpec.parse("""
                questions:
                  - {id: where, task: "find:the brown heart", max-new-tokens: 20}
                  - {id: more, ask: "Is it?", choices: [yes, no]}
                """);
        QwenVlLabeller.write(two, more, LabelOptions.defaults(), out, 1);
        assertThat(stripped(spark.read().parquet(out))).hasSize(10).doesNotHaveDuplicates();
    }

    @Test
    void pathsAreReadWhereTheTaskRuns() {
        Dataset<Row> paths = spark.sql("select '" + EXAMPLES.resolve("scene.png") + "' as image, 'one' as id");
        Row row =
                QwenVlLabeller.label(paths, SPEC).filter("question = 'colour'").head();
        assertThat(row.<String>getAs("source")).isEqualTo("one");
        assertThat(row.<String>getAs("answer")).isEqualTo("brown");
        assertThat(row.<String, Double>getJavaMap(row.fieldIndex("probabilities"))
                        .get("brown"))
                .isGreaterThan(0.5);
    }

    @Test
    void theSqlFunctionAnswersAQuestionOfTheSpecification() {
        QwenVlLabeller.register(spark, SPEC);
        pictures.createOrReplaceTempView("pictures");
        List<Row> rows = spark.sql(
                        "select l.answer, l.error, l.boxes[0].label from (select path, qwenvl_label(content, 'where') l"
                                + " from pictures) order by path")
                .collectAsList();
        assertThat(rows).hasSize(4);
        assertThat(rows.get(0).getString(0)).contains("<box>");
        assertThat(rows.get(0).getString(2)).isEqualTo("the brown heart");
        assertThat(rows.get(1).getString(1)).isEqualTo("IMAGE");
        assertThatThrownBy(() -> spark.sql("select qwenvl_label(content, 'none') from pictures")
                        .collect())
                .rootCause()
                .hasMessage("there is no question none; there are where, colour");
    }

    @Test
    void explainCountsPicturesAndEstimatesTokens() {
        JobCost cost = QwenVlLabeller.explain(pictures, SPEC);
        assertThat(cost.pictures()).isEqualTo(4);
        assertThat(cost.distinct()).isEqualTo(3);
        assertThat(cost.rows()).isEqualTo(8);
        assertThat(cost.hours()).isPositive();
        assertThat(cost.toString()).contains("pictures        4 (3 distinct)");
    }

    @Test
    void tooLittleMemoryAndWrongTablesAreRefusedOnTheDriver() {
        assertThatThrownBy(() -> QwenVlLabeller.label(spark.sql("select 1 as x"), SPEC))
                .isInstanceOf(QwenVlException.class)
                .hasMessageStartingWith("the table has no column with pictures");
        var conf = spark.sparkContext().getConf().set("spark.executor.memoryOverhead", "500m");
        assertThatThrownBy(() -> ExecutorMemory.require(conf, SPEC, LabelOptions.defaults()))
                .isInstanceOf(QwenVlException.class)
                .hasMessageStartingWith("spark.executor.memoryOverhead is 500 MB, but an executor needs 15");
    }

    @Test
    void aModelInAStoreIsCopiedOnceAndChecked() throws IOException {
        Path model = folder.resolve("model");
        Files.createDirectories(model);
        try (var files = Files.list(BuiltInModel.directory())) {
            for (Path file : files.toList()) {
                Files.copy(file, model.resolve(file.getFileName()));
            }
        }
        LabelSpec spec = withModel("shop://" + model);
        String temporary = System.setProperty("java.io.tmpdir", folder.toString()); // copies stay there
        try {
            assertThat(QwenVlLabeller.label(pictures, spec)
                            .filter("error is null")
                            .count())
                    .isEqualTo(6);
            LabelPlan other = new LabelPlan(spec.toJson(), Map.of("where", "x"), LabelOptions.defaults());
            assertThatThrownBy(() -> SharedLabeller.acquire(other)).hasMessageContaining("is not that of the driver");
        } finally {
            System.setProperty("java.io.tmpdir", temporary);
        }
    }

    private static LabelSpec withModel(String place) {
        return LabelSpec.parse(SPEC.toJson().replaceFirst("\\{", "{\"model\": \"" + place + "\", "));
    }

    @Test
    void aModelInAnArchiveIsFoundWhereSparkUnpackedIt() throws IOException {
        Path archive = folder.resolve("archive.zip");
        try (var zip = new ZipOutputStream(Files.newOutputStream(archive));
                var files = Files.list(BuiltInModel.directory())) {
            for (Path file : files.toList()) {
                zip.putNextEntry(new ZipEntry(file.getFileName().toString()));
                Files.copy(file, zip);
                zip.closeEntry();
            }
        }
        spark.sparkContext().addArchive(archive + "#packed");
        assertThat(QwenVlLabeller.label(pictures, withModel("packed"))
                        .filter("error is null")
                        .count())
                .isEqualTo(6);
    }

    /** What {@code binaryFile} leaves out, a table of paths names. */
    @Test
    void pathsOfNothingHaveRowsThatSaySo() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.png"));
        Dataset<Row> paths = spark.sql("select '" + empty + "' as path, 'a' as id union all select null, 'b'");
        List<Row> rows = QwenVlLabeller.label(paths, SPEC).collectAsList();
        assertThat(rows).hasSize(4).allSatisfy(row -> {
            assertThat(row.<String>getAs("error")).isEqualTo("IMAGE");
            assertThat(row.<String>getAs("message")).endsWith(" is empty");
        });
    }

    @Test
    void tooManyErrorsFailTheJob() {
        Dataset<Row> bad =
                spark.range(200).selectExpr("concat('/none/', id) as path").repartition(1);
        assertThatThrownBy(() -> QwenVlLabeller.label(
                                bad, SPEC, LabelOptions.defaults().withMaxErrorShare(0.1))
                        .collect())
                .rootCause()
                .hasMessageContaining("rows have no answer, more than the share 0.1");
    }
}
