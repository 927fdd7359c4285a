package io.github.qwenvl4j.spark;

import com.sun.management.OperatingSystemMXBean;
import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.batch.LabelRow;
import io.github.qwenvl4j.batch.LabelSpec;
import io.github.qwenvl4j.batch.PictureLabeller;
import io.github.qwenvl4j.batch.output.RowFile;
import io.github.qwenvl4j.batch.run.LabelRun;
import io.github.qwenvl4j.batch.run.Precautions;
import io.github.qwenvl4j.batch.run.RunEvents;
import io.github.qwenvl4j.batch.source.ItemSource;
import io.github.qwenvl4j.testing.TestFolders;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * {@code PICTURES SPEC THREADS}: what Spark costs. Labels a folder as {@code qwenvl batch} does and with an executor of as many threads
 * ({@code local[THREADS]}), in turn, two rounds; prints seconds, those of processors, and their ratios.
 */
final class ExecutorOverhead {

    private static final int ROUNDS = 2;
    private static final int WARM = 100;

    private final Path pictures;
    private final LabelSpec spec;
    private final int threads;
    private final SparkSession spark;

    private ExecutorOverhead(Path pictures, LabelSpec spec, int threads) {
        this.pictures = pictures;
        this.spec = spec;
        this.threads = threads;
        this.spark = LocalSessions.with(threads)
                .config("spark.executor.cores", String.valueOf(threads))
                .getOrCreate();
    }

    public static void main(String[] args) throws IOException {
        ExecutorOverhead check =
                new ExecutorOverhead(Path.of(args[0]), LabelSpec.read(Path.of(args[1])), Integer.parseInt(args[2]));
        Path warm = TestFolders.create("warm"); // the classes of both ways are loaded and compiled
        check.alone(warm, WARM);
        check.executor(warm, ROUNDS, WARM);
        Cost alone = new Cost(0, 0);
        Cost executor = new Cost(0, 0);
        for (int round = 0; round < ROUNDS; round++) {
            Path out = TestFolders.create("overhead");
            int number = round;
            Supplier<Cost> one = () -> Cost.of(() -> check.alone(out, Integer.MAX_VALUE));
            Supplier<Cost> other = () -> Cost.of(() -> check.executor(out, number, Integer.MAX_VALUE));
            boolean sparkFirst = round % 2 == 1; // what else the machine does changes with time
            Cost first = (sparkFirst ? other : one).get();
            Cost second = (sparkFirst ? one : other).get();
            Cost single = sparkFirst ? second : first;
            Cost spark = sparkFirst ? first : second;
            System.out.printf("round %d: one JVM %s, an executor %s%n", round + 1, single, spark);
            alone = alone.plus(single);
            executor = executor.plus(spark);
        }
        System.out.printf(
                "an executor takes %.3f of the time of one JVM, and %.3f of its processor time%n",
                executor.seconds / alone.seconds, executor.processor / alone.processor);
        check.spark.stop();
    }

    /** @param processor seconds of all threads of this process, which other programs on the machine change little */
    private record Cost(double seconds, double processor) {

        static Cost of(Runnable work) {
            OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            long start = System.nanoTime();
            long used = system.getProcessCpuTime();
            work.run();
            return new Cost((System.nanoTime() - start) / 1e9, (system.getProcessCpuTime() - used) / 1e9);
        }

        Cost plus(Cost other) {
            return new Cost(seconds + other.seconds, processor + other.processor);
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.1f s (%.1f s of processors)", seconds, processor);
        }
    }

    private void alone(Path out, int most) {
        OpenOptions machine = OpenOptions.defaults().withBatch(16).withQueue(64).withThreads(threads);
        try (RowFile rows = RowFile.open(out.resolve("rows.jsonl"));
                PictureLabeller labeller = PictureLabeller.open(spec, machine)) {
            new LabelRun(labeller, rows, Precautions.NONE, 1, new Silent())
                    .label(
                            () -> ItemSource.of(pictures, Optional.empty())
                                    .items()
                                    .limit(most),
                            () -> false);
        }
    }

    private void executor(Path out, int round, int most) {
        Dataset<Row> table = spark.read().format("binaryFile").load(pictures.toString());
        Dataset<Row> some = most == WARM ? table.limit(most) : table;
        // With other options the executor opens the model again, and knows no answers of the round before.
        LabelOptions options = LabelOptions.defaults().withSessionBytes((1L << 30) - round);
        QwenVlLabeller.write(some, spec, options, out.resolve("rows").toString(), 1);
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
