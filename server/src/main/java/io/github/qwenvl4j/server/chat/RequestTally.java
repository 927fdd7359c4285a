package io.github.qwenvl4j.server.chat;

import io.github.qwenvl4j.engine.AnswerEvent;
import io.github.qwenvl4j.server.api.Usage;
import java.util.OptionalLong;

/** Counts what a request costs. For one thread. */
public final class RequestTally {

    private final String key;
    private final long start = System.nanoTime();
    private final int promptTokens;
    private int cachedTokens;
    private int completionTokens;
    private long firstToken;
    private boolean anyToken;

    RequestTally(String key, int promptTokens) {
        this.key = key;
        this.promptTokens = promptTokens;
    }

    void count(AnswerStream.Item item) {
        if (item.event() instanceof AnswerEvent.Started started && item.choice() == 0) {
            cachedTokens = started.cachedTokens();
        } else if (item.event() instanceof AnswerEvent.Token) {
            if (!anyToken) {
                anyToken = true;
                firstToken = System.nanoTime();
            }
            completionTokens++;
        }
    }

    public String key() {
        return key;
    }

    public Usage usage() {
        return Usage.of(promptTokens, cachedTokens, completionTokens);
    }

    /** Nanoseconds to the first token, where there was one. */
    public OptionalLong timeToFirstToken() {
        return anyToken ? OptionalLong.of(firstToken - start) : OptionalLong.empty();
    }

    /** Nanoseconds until now. */
    public long elapsed() {
        return System.nanoTime() - start;
    }
}
