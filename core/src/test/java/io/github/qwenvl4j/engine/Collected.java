package io.github.qwenvl4j.engine;

import io.github.qwenvl4j.FinishReason;
import io.github.qwenvl4j.TokenLikelihood;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Gathers the events of one answer. */
final class Collected implements EventSink {

    final StringBuffer text = new StringBuffer();
    final List<Integer> ids = new ArrayList<>();
    final List<TokenLikelihood> likelihoods = new ArrayList<>();
    final CompletableFuture<Integer> started = new CompletableFuture<>();
    final CompletableFuture<Void> firstToken = new CompletableFuture<>();
    private final CompletableFuture<FinishReason> ended = new CompletableFuture<>();

    @Override
    public void accept(AnswerEvent event) {
        if (event instanceof AnswerEvent.Started start) {
            started.complete(start.cachedTokens());
        } else if (event instanceof AnswerEvent.Token token) {
            text.append(token.text());
            ids.add(token.id());
            token.likelihood().ifPresent(likelihoods::add);
            firstToken.complete(null);
        } else if (event instanceof AnswerEvent.Finished finished) {
            text.append(finished.text());
            ended.complete(finished.reason());
        } else if (event instanceof AnswerEvent.Failed failed) {
            ended.completeExceptionally(failed.cause());
        }
    }

    FinishReason await() throws Exception {
        return ended.get(60, TimeUnit.SECONDS);
    }
}
