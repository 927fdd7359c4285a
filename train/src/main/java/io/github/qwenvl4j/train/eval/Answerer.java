package io.github.qwenvl4j.train.eval;

import java.util.concurrent.CompletableFuture;

/** The model under evaluation. */
@FunctionalInterface
public interface Answerer {

    /** @param maxTokens maximum length of the answer */
    CompletableFuture<String> answer(ExamQuestion question, int maxTokens);
}
