package io.github.qwenvl4j;

import io.github.qwenvl4j.sampling.GenerationOptions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How an answer is generated and where it begins and ends.
 *
 * @param generation sampling and length
 * @param stopStrings the answer ends before the first of these that it would contain
 * @param beginning the answer begins with these words, in which grounding tags count; empty where the model is free
 * @param constrainBoxes restricts what is generated within {@code <box>} and {@code <quad>} to well-formed coordinates
 * @param alternatives how many likely tokens to report beside each chosen one; absent: no likelihoods
 * @param timeLimit from the question to the answer's end; after it the answer is cancelled
 */
public record AnswerOptions(
        GenerationOptions generation,
        List<String> stopStrings,
        String beginning,
        boolean constrainBoxes,
        OptionalInt alternatives,
        Optional<Duration> timeLimit) {

    public AnswerOptions {
        Objects.requireNonNull(generation, "generation");
        stopStrings = List.copyOf(Objects.requireNonNull(stopStrings, "stopStrings"));
        Objects.requireNonNull(beginning, "beginning");
        if (stopStrings.contains("")) {
            throw new QwenVlException("a stop string must not be empty");
        }
        if (alternatives.isPresent() && alternatives.getAsInt() < 0) {
            throw new QwenVlException("alternatives is " + alternatives.getAsInt() + ", but must be 0 or more");
        }
        if (timeLimit.isPresent()
                && (timeLimit.get().isNegative() || timeLimit.get().isZero())) {
            throw new QwenVlException("time-limit is " + timeLimit.get() + ", but must be above 0");
        }
    }

    public AnswerOptions(GenerationOptions generation, List<String> stopStrings) {
        this(generation, stopStrings, "", false, OptionalInt.empty(), Optional.empty());
    }

    public AnswerOptions(GenerationOptions generation) {
        this(generation, List.of());
    }

    public AnswerOptions withGeneration(GenerationOptions value) {
        return new AnswerOptions(value, stopStrings, beginning, constrainBoxes, alternatives, timeLimit);
    }

    public AnswerOptions withStopStrings(List<String> value) {
        return new AnswerOptions(generation, value, beginning, constrainBoxes, alternatives, timeLimit);
    }

    public AnswerOptions withBeginning(String value) {
        return new AnswerOptions(generation, stopStrings, value, constrainBoxes, alternatives, timeLimit);
    }

    public AnswerOptions withConstrainBoxes(boolean value) {
        return new AnswerOptions(generation, stopStrings, beginning, value, alternatives, timeLimit);
    }

    /** Reports the likelihood of each token, and so many likely ones beside it. */
    public AnswerOptions withAlternatives(int value) {
        return new AnswerOptions(generation, stopStrings, beginning, constrainBoxes, OptionalInt.of(value), timeLimit);
    }

    public AnswerOptions withTimeLimit(Duration value) {
        return new AnswerOptions(generation, stopStrings, beginning, constrainBoxes, alternatives, Optional.of(value));
    }
}
