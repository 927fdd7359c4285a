package io.github.qwenvl4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.batch.LabelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkDocumentsTest {

    private static final LabelSpec SPEC = LabelSpec.parse("""
            max-new-tokens: 2
            questions:
              - {id: what, ask: "What is it?"}
              - {id: colour, ask: "What colour is it?", choices: [red, white]}
            """);

    @TempDir
    private static Path folder;

    private static SparkSession spark;
    private static Dataset<Row> files;
    private static String pdf;

    @BeforeAll
    static void start() throws IOException {
        Path documents = Files.createDirectory(folder.resolve("documents"));
        try (PDDocument document = new PDDocument()) {
            document.addPage(new PDPage());
            document.addPage(new PDPage());
            document.save(documents.resolve("two.pdf").toFile());
        }
        spark = LocalSessions.in(folder).getOrCreate();
        files = spark.read().format("binaryFile").load(documents.toString());
        pdf = files.select("path").head().getString(0);
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static List<String> sources(Dataset<Row> rows) {
        return rows.collectAsList().stream()
                .map(row -> row.<String>getAs("source"))
                .sorted()
                .toList();
    }

    @Test
    void eachPageOfAPdfIsAPictureAndIsNotComputedAgain() {
        String out = folder.resolve("pages").toString();
        QwenVlLabeller.write(files, SPEC, LabelOptions.defaults(), out, 1);
        List<String> sources = sources(spark.read().parquet(out));
        assertThat(sources).containsOnly(pdf + "#page=1", pdf + "#page=2").hasSize(4);
        assertThat(sources(QwenVlLabeller.label(files.select("path"), SPEC))).isEqualTo(sources);
        nothingIsMissing(files, out);
        nothingIsMissing(files.select("path"), out);
    }

    private static void nothingIsMissing(Dataset<Row> table, String out) {
        long before = SparkLabelsTest.labelled();
        QwenVlLabeller.write(table, SPEC, LabelOptions.defaults(), out, 1);
        assertThat(SparkLabelsTest.labelled()).isEqualTo(before);
        assertThat(spark.read().parquet(out).count()).isEqualTo(4);
    }

    @Test
    void aDocumentOfWhichOnePageIsKnownIsMissing() {
        String out = folder.resolve("first").toString();
        Dataset<Row> first = spark.sql("select '" + pdf + "#page=1' as path");
        QwenVlLabeller.write(first, SPEC, LabelOptions.defaults(), out, 1);
        assertThat(sources(spark.read().parquet(out))).hasSize(2).containsOnly(pdf + "#page=1");
        QwenVlLabeller.write(files.select("path"), SPEC, LabelOptions.defaults(), out, 1);
        assertThat(sources(spark.read().parquet(out))).hasSize(4).containsOnly(pdf + "#page=1", pdf + "#page=2");
        nothingIsMissing(files.select("path"), out);
        nothingIsMissing(files, out);
    }
}
