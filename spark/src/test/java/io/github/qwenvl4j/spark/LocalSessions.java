package io.github.qwenvl4j.spark;

import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** Sessions of Spark inside this process, which need no network. */
final class LocalSessions {

    private LocalSessions() {}

    /** @param threads that compute */
    static SparkSession.Builder with(int threads) {
        return SparkSession.builder()
                .master("local[" + threads + "]")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1");
    }

    /** For a test. @param folder of tables */
    static SparkSession.Builder in(Path folder) {
        return with(2).config("spark.sql.shuffle.partitions", "2")
                .config("spark.sql.warehouse.dir", folder.resolve("warehouse").toString());
    }
}
