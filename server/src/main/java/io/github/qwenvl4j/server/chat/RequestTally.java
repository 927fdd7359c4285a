package io.github.qwenvl4j.server.chat;

import io.github.qwenvl4j.engine.AnswerEvent;
import io.github.qwenvl4j.server.api.TimingsView;
import io.github.qwenvl4j.server.api.Usage;
import java.util.Optional;
import java.util.OptionalLong;

/** Counts the tokens and times of a request. Not thread-safe. */
public final class RequestTally {

    private final String key;
    private final long start;
    private final int promptTokens;
    private final int imageTokens;
    private int cachedTokens;
    private int completionTokens;
    private int firstChoiceTokens;
    private Optional<TimingsView> timings = Optional.empty();
    private OptionalLong answerBegan = OptionalLong.empty();
    private OptionalLong firstToken = OptionalLong.empty();

    /** @param start {@link System#nanoTime()} when the request arrived */
    RequestTally(String key, long start, PromptFacts facts) {
        this.key = key;
        this.start = start;
        this.promptTokens = facts.tokens();
        this.imageTokens = facts.imageTokens();
    }

    void count(ChoiceStream.Item item) {
        if (item.event() instanceof AnswerEvent.Started started && item.choice() == 0) {
            cachedTokens = started.cachedTokens();
        } else if (item.event() instanceof AnswerEvent.Token) {
            completionTokens++;
            firstChoiceTokens += item.choice() == 0 ? 1 : 0;
            answerBegan = OptionalLong.of(answerBegan.orElseGet(this::elapsed));
        } else if (item.event() instanceof AnswerEvent.Finished finished && item.choice() == 0) {
            timings = Optional.of(
                    TimingsView.of(cachedTokens, promptTokens - cachedTokens, firstChoiceTokens, finished.timings()));
        }
    }

    public String key() {
        return key;
    }

    public Usage usage() {
        return Usage.of(promptTokens, new Usage.PromptDetails(cachedTokens, imageTokens), completionTokens);
    }

    /** The stages of the first answer, once it is complete. */
    public Optional<TimingsView> timings() {
        return timings;
    }

    /** Nanoseconds until the first token of the answer. */
    public OptionalLong timeToAnswer() {
        return answerBegan;
    }

    /** Records that a streamed token was flushed to the client. */
    public void tokenSent() {
        if (firstToken.isEmpty()) {
            firstToken = OptionalLong.of(elapsed());
        }
    }

    /** Nanoseconds until the first streamed token was flushed; empty for an answer that is not streamed. */
    public OptionalLong timeToFirstToken() {
        return firstToken;
    }

    /** Nanoseconds until now. */
    public long elapsed() {
        return System.nanoTime() - start;
    }
}
