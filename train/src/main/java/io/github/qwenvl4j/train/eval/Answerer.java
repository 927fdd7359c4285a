package io.github.qwenvl4j.train.eval;

/** Whoever is examined. */
@FunctionalInterface
public interface Answerer {

    /** @param maxTokens of the answer at most */
    String answer(ExamQuestion question, int maxTokens);
}
