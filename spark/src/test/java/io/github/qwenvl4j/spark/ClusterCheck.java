package io.github.qwenvl4j.spark;

import io.github.qwenvl4j.batch.LabelSpec;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * {@code MASTER PICTURES SPEC ROWS OUT FIRST SECOND}: labels a folder on a cluster, kills the executor of the first worker (by its
 * process id) when a tenth of the tasks is done and the second worker when four tenths are, and compares what was written with the
 * rows of {@code qwenvl batch}.
 */
public final class ClusterCheck {

    private static final int TASKS = 40;
    private static final double CLOSE = 1e-4;

    private ClusterCheck() {}

    public static void main(String[] args) {
        SparkSession spark = SparkSession.builder()
                .master(args[0])
                .config("spark.ui.enabled", "false")
                .config("spark.executor.cores", "1")
                .config("spark.executor.memory", "1g")
                .config("spark.speculation", "true")
                .getOrCreate();
        LabelSpec spec = LabelSpec.read(Path.of(args[2]));
        spark.sparkContext().addSparkListener(new Killing(process(args[5]), process(args[6])));
        Dataset<Row> pictures = spark.read()
                .format("binaryFile")
                .load(args[1])
                .selectExpr("regexp_replace(path, '.*/', '') as id", "content")
                .repartition(TASKS);
        long start = System.nanoTime();
        QwenVlLabeller.write(pictures, spec, LabelOptions.defaults(), args[4], 1);
        System.out.printf("labelled in %.1f s%n", (System.nanoTime() - start) / 1e9);
        List<Row> rows = spark.read().parquet(args[4]).collectAsList();
        Dataset<Row> alone = spark.read().json(args[3]);
        boolean equal = compare(rows, alone.collectAsList());
        spark.stop();
        System.exit(equal ? 0 : 1);
    }

    private static ProcessHandle process(String id) {
        return ProcessHandle.of(Long.parseLong(id)).orElseThrow();
    }

    private static boolean compare(List<Row> rows, List<Row> alone) {
        Map<String, Row> byKey = new HashMap<>();
        alone.forEach(row -> byKey.put(row.getAs("key"), row));
        long doubled = rows.size()
                - rows.stream().map(row -> row.<String>getAs("key")).distinct().count();
        long different = rows.stream()
                .filter(row -> !equal(row, byKey.remove(row.<String>getAs("key"))))
                .count();
        System.out.printf(
                "%d rows on the cluster, %d alone; %d doubled, %d lost, %d different%n",
                rows.size(), alone.size(), doubled, byKey.size(), different);
        return doubled == 0 && different == 0 && byKey.isEmpty();
    }

    private static boolean equal(Row cluster, Row alone) {
        if (alone == null) {
            return false;
        }
        for (String field : List.of("source", "question", "sha256", "answer", "error", "new_tokens")) {
            if (!Objects.equals(
                    String.valueOf(cluster.<Object>getAs(field)), String.valueOf(alone.<Object>getAs(field)))) {
                System.out.println(cluster + "\n" + alone);
                return false;
            }
        }
        return close(cluster, alone.getAs("probabilities"));
    }

    private static boolean close(Row cluster, Row alone) {
        int place = cluster.fieldIndex("probabilities");
        Map<String, Double> probabilities = cluster.isNullAt(place) ? Map.of() : cluster.getJavaMap(place);
        return probabilities.entrySet().stream()
                .allMatch(each -> Math.abs(each.getValue() - alone.<Double>getAs(each.getKey())) < CLOSE);
    }

    private static final class Killing extends SparkListener {

        private final AtomicInteger done = new AtomicInteger();
        private final ProcessHandle first;
        private final ProcessHandle second;

        Killing(ProcessHandle first, ProcessHandle second) {
            this.first = first;
            this.second = second;
        }

        /** Tasks before the shuffle label nothing. */
        @Override
        public void onTaskEnd(SparkListenerTaskEnd end) {
            if (!end.taskType().equals("ResultTask")) {
                return;
            }
            int count = done.incrementAndGet();
            if (count == TASKS / 10) {
                kill("executor", first.children().findFirst().orElseThrow());
            }
            if (count == TASKS * 4 / 10) {
                kill("worker", second);
            }
        }

        private static void kill(String what, ProcessHandle process) {
            System.out.println(what + " " + process.pid() + " killed: " + process.destroyForcibly());
        }
    }
}
