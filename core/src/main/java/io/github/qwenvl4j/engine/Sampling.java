package io.github.qwenvl4j.engine;

import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.generate.GenerationOptions;
import java.util.OptionalInt;

/**
 * How one answer of a batch is generated.
 *
 * @param answer length, temperature, nucleus, seed and stop strings
 * @param presencePenalty taken from the logit of every id that the answer has
 * @param frequencyPenalty taken from it as often as the answer has it
 * @param alternatives how many likely tokens to report beside each chosen one; absent: no likelihoods
 */
public record Sampling(
        AnswerOptions answer, double presencePenalty, double frequencyPenalty, OptionalInt alternatives) {

    public Sampling(AnswerOptions answer) {
        this(answer, 0, 0, OptionalInt.empty());
    }

    /** Choices of one seeded request differ from each other, and each is the same every time. */
    public Sampling ofChoice(int choice) {
        GenerationOptions generation = answer.generation();
        if (generation.seed().isEmpty()) {
            return this;
        }
        GenerationOptions shifted = generation.withSeed(generation.seed().getAsLong() + choice);
        return new Sampling(
                new AnswerOptions(shifted, answer.stopStrings()), presencePenalty, frequencyPenalty, alternatives);
    }
}
