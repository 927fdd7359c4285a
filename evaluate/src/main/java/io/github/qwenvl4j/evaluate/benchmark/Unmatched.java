package io.github.qwenvl4j.evaluate.benchmark;

import io.github.qwenvl4j.evaluate.data.Matched;
import io.github.qwenvl4j.evaluate.data.Referenced;
import java.util.List;

/** What happens to questions without an answer, to answers without a question, and to further answers to one. */
public enum Unmatched {
    /** They are errors that name them. */
    REFUSED {
        @Override
        <R> Matched<R> apply(Matched<R> matched, List<Referenced<R>> references) {
            return matched.requireComplete();
        }
    },
    /** Questions count as answered by nothing, answers do not count. */
    COUNTED {
        @Override
        <R> Matched<R> apply(Matched<R> matched, List<Referenced<R>> references) {
            return matched.withEmptyAnswers(references);
        }
    },
    /** Only questions that were asked count. */
    LEFT_OUT {
        @Override
        <R> Matched<R> apply(Matched<R> matched, List<Referenced<R>> references) {
            return new Matched<>(matched.questions(), List.of(), matched.extra(), matched.duplicate());
        }
    };

    abstract <R> Matched<R> apply(Matched<R> matched, List<Referenced<R>> references);
}
