package io.github.qwenvl4j.server.chat;

import io.github.qwenvl4j.engine.AnswerEvent;
import io.github.qwenvl4j.server.api.Usage;
import java.util.OptionalLong;

/** Counts what a request costs. For one thread. */
public final class RequestTally {

    private final String key;
    private final long start;
    private final int promptTokens;
    private int cachedTokens;
    private int completionTokens;
    private OptionalLong answerBegan = OptionalLong.empty();
    private OptionalLong firstToken = OptionalLong.empty();

    /** @param start {@link System#nanoTime()} at which the request came */
    RequestTally(String key, long start, int promptTokens) {
        this.key = key;
        this.start = start;
        this.promptTokens = promptTokens;
    }

    void count(AnswerStream.Item item) {
        if (item.event() instanceof AnswerEvent.Started started && item.choice() == 0) {
            cachedTokens = started.cachedTokens();
        } else if (item.event() instanceof AnswerEvent.Token) {
            completionTokens++;
            answerBegan = OptionalLong.of(answerBegan.orElseGet(this::elapsed));
        }
    }

    public String key() {
        return key;
    }

    public Usage usage() {
        return Usage.of(promptTokens, cachedTokens, completionTokens);
    }

    /** Nanoseconds until the answer's first token was there. */
    public OptionalLong timeToAnswer() {
        return answerBegan;
    }

    /** A streamed token has left for the client. */
    public void tokenSent() {
        if (firstToken.isEmpty()) {
            firstToken = OptionalLong.of(elapsed());
        }
    }

    /** Nanoseconds until the first streamed token had left; nothing for an answer that is sent whole. */
    public OptionalLong timeToFirstToken() {
        return firstToken;
    }

    /** Nanoseconds until now. */
    public long elapsed() {
        return System.nanoTime() - start;
    }
}
