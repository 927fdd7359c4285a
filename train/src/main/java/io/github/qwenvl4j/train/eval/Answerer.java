package io.github.qwenvl4j.train.eval;

import java.util.concurrent.CompletableFuture;

/** Whoever is examined. */
@FunctionalInterface
public interface Answerer {

    /** @param maxTokens of the answer at most */
    CompletableFuture<String> answer(ExamQuestion question, int maxTokens);
}
