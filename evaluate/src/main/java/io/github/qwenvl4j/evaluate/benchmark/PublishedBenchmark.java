package io.github.qwenvl4j.evaluate.benchmark;

import io.github.qwenvl4j.evaluate.data.JsonRecord;
import io.github.qwenvl4j.evaluate.data.Matched;
import io.github.qwenvl4j.evaluate.data.Referenced;
import io.github.qwenvl4j.evaluate.metric.Mode;
import io.github.qwenvl4j.evaluate.scoring.Scoring;
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
        Scoring<R> scoring,
        AnswerReading answers,
        Optional<Function<JsonRecord, Shots.Shot>> shot) {

    /** Scores a file of answers. */
    public BenchmarkResult score(Path annotations, Path given, Mode mode, Unmatched unmatched) {
        List<Referenced<R>> references = scoring.references(annotations);
        Matched<R> matched = Matched.of(references, answers.read(given));
        return BenchmarkResult.of(name, scoring, unmatched.apply(matched, references), mode);
    }
}
