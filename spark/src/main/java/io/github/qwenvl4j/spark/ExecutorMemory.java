package io.github.qwenvl4j.spark;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.batch.LabelSpec;
import io.github.qwenvl4j.file.FileProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.network.util.JavaUtils;

/** What an executor needs beside its heap: the model lies in native memory. */
final class ExecutorMemory {

    private static final long WORK = 512L << 20; // libraries, pictures and rows of a step
    private static final double DEFAULT_SHARE = 0.1; // of Spark
    private static final long DEFAULT_LEAST = 384;

    private ExecutorMemory() {}

    /** @throws QwenVlException where a cluster manager that keeps to it would grant an executor too little */
    static void require(SparkConf conf, LabelSpec spec, LabelOptions options) {
        String master = conf.get("spark.master", "");
        boolean kept =
                master.startsWith("yarn") || master.startsWith("k8s") || conf.contains("spark.executor.memoryOverhead");
        if (kept && !conf.contains("spark.executor.memoryOverheadFactor")) {
            require(overhead(conf), weights(spec.directory()), options.sessionBytes());
        }
    }

    private static void require(long granted, long weights, long sessions) {
        long needed = (weights + sessions + WORK) >> 20;
        if (granted < needed) {
            throw new QwenVlException(
                    ("spark.executor.memoryOverhead is %d MB, but an executor needs %d MB beside its heap: weights %d, keys and values"
                                    + " %d, work %d")
                            .formatted(granted, needed, weights >> 20, sessions >> 20, WORK >> 20));
        }
    }

    private static long overhead(SparkConf conf) {
        return conf.contains("spark.executor.memoryOverhead")
                ? JavaUtils.byteStringAsMb(conf.get("spark.executor.memoryOverhead"))
                : Math.max(DEFAULT_LEAST, (long)
                        (DEFAULT_SHARE * JavaUtils.byteStringAsMb(conf.get("spark.executor.memory", "1g"))));
    }

    /** The files' sizes; a model that is packed while it is opened needs less. */
    private static long weights(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException e) {
            throw FileProblem.reading(directory, e);
        }
    }
}
