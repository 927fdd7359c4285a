package io.github.qwenvl4j.evaluate.benchmark;

import io.github.qwenvl4j.evaluate.data.GivenAnswer;
import io.github.qwenvl4j.evaluate.data.JsonRecord;
import io.github.qwenvl4j.evaluate.data.Matched;
import io.github.qwenvl4j.evaluate.data.Referenced;
import io.github.qwenvl4j.evaluate.metric.Mode;
import io.github.qwenvl4j.evaluate.scoring.BenchmarkScoring;
import io.github.qwenvl4j.evaluate.scoring.VqaScoring;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A benchmark of the paper.
 *
 * @param <R> what is known to be right for a question
 * @param shot how an example is written in front of a question; absent where the official program takes none
 */
public record PublishedBenchmark<R>(
        String name,
        QuestionFile questions,
        BenchmarkScoring<R> scoring,
        AnswerReading answers,
        Optional<Function<JsonRecord, Shots.Shot>> shot) {

    /** Whether what is right stands in a file of its own, not with the questions. */
    public boolean annotatedApart() {
        return scoring instanceof VqaScoring;
    }

    /** Scores a file of answers. */
    public BenchmarkResult score(Path annotations, Path given, Mode mode, Unmatched unmatched) {
        List<Referenced<R>> references = scoring.references(annotations);
        Matched<R> matched = Matched.of(references, answers.read(given));
        return BenchmarkResult.of(name, scoring, unmatched.apply(matched, references), mode);
    }

    /**
     * Scores answers to the questions that were asked, the first ones of the file.
     *
     * @param failed how many of them are empty because their question could not be answered
     */
    public BenchmarkResult scoreAsked(Path annotations, List<GivenAnswer> given, Mode mode, int failed) {
        List<Referenced<R>> references = scoring.references(annotations);
        boolean unique = references.stream().map(Referenced::id).distinct().count() == references.size();
        List<Referenced<R>> asked =
                unique || references.size() <= given.size() ? references : references.subList(0, given.size());
        Matched<R> matched = Unmatched.LEFT_OUT.apply(Matched.of(asked, given), asked);
        return BenchmarkResult.of(name, scoring, matched, mode).withFailed(failed);
    }
}
