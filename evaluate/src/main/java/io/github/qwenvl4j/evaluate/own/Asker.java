package io.github.qwenvl4j.evaluate.own;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Who answers. Thread-safe. */
public interface Asker extends AutoCloseable {

    /** Answers without waiting. @param pictures paths or addresses */
    CompletableFuture<String> ask(String question, List<String> pictures, int maxNewTokens);

    /** How many questions it takes at a time. */
    int batch();

    @Override
    void close();
}
