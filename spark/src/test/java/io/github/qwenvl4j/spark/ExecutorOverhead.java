package io.github.qwenvl4j.spark;

import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.batch.LabelRow;
import io.github.qwenvl4j.batch.LabelSpec;
import io.github.qwenvl4j.batch.PictureLabeller;
import io.github.qwenvl4j.batch.output.RowFile;
import io.github.qwenvl4j.batch.run.LabelRun;
import io.github.qwenvl4j.batch.run.Precautions;
import io.github.qwenvl4j.batch.run.RunEvents;
import io.github.qwenvl4j.batch.source.ItemSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * {@code PICTURES SPEC THREADS}: what Spark costs. Labels a folder as {@code qwenvl batch} does and with an executor of as many threads
 * ({@code local[THREADS]}), in turn, two rounds; prints seconds and their ratio.
 */
final class ExecutorOverhead {

    private static final int ROUNDS = 2;

    private final Path pictures;
    private final LabelSpec spec;
    private final int threads;
    private final SparkSession spark;

    private ExecutorOverhead(Path pictures, LabelSpec spec, int threads) {
        this.pictures = pictures;
        this.spec = spec;
        this.threads = threads;
        this.spark = SparkSession.builder()
                .master("local[" + threads + "]")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.executor.cores", String.valueOf(threads))
                .getOrCreate();
    }

    public static void main(String[] args) throws IOException {
        ExecutorOverhead check =
                new ExecutorOverhead(Path.of(args[0]), LabelSpec.read(Path.of(args[1])), Integer.parseInt(args[2]));
        double alone = 0;
        double executor = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Path out = Files.createTempDirectory("overhead");
            double single = check.alone(out);
            double spark = check.executor(out, round);
            System.out.printf("round %d: one JVM %.1f s, an executor %.1f s%n", round + 1, single, spark);
            alone += single;
            executor += spark;
        }
        System.out.printf("an executor takes %.3f of the time of one JVM%n", executor / alone);
        check.spark.stop();
    }

    private double alone(Path out) {
        long start = System.nanoTime();
        OpenOptions machine = OpenOptions.defaults().withBatch(16).withQueue(64).withThreads(threads);
        try (RowFile rows = RowFile.open(out.resolve("rows.jsonl"));
                PictureLabeller labeller = PictureLabeller.open(spec, machine)) {
            new LabelRun(labeller, rows, Precautions.NONE, 1, new Silent())
                    .label(ItemSource.of(pictures, Optional.empty()), () -> false);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private double executor(Path out, int round) {
        long start = System.nanoTime();
        Dataset<Row> table = spark.read().format("binaryFile").load(pictures.toString());
        // With other options the executor opens the model again, and knows no answers of the round before.
        LabelOptions options = LabelOptions.defaults().withSessionBytes((1L << 30) - round);
        QwenVlLabeller.write(table, spec, options, out.resolve("rows").toString(), 1);
        return (System.nanoTime() - start) / 1e9;
    }

    private record Silent() implements RunEvents {

        @Override
        public void begin(String source) {
            // nobody watches
        }

        @Override
        public void end(String source, List<LabelRow> rows) {
            // nobody watches
        }
    }
}
