package io.github.qwenvl4j.generate;

import io.github.qwenvl4j.QwenVlException;
import java.util.OptionalLong;

/**
 * How one answer is generated.
 *
 * @param maxNewTokens at most this many tokens, at least 1
 * @param temperature 0 chooses the most likely token (greedy)
 * @param topK sample among the k most likely tokens; 0 for all
 * @param topP sample among the fewest most likely tokens whose probability reaches p; 1 for all
 * @param repetitionPenalty divides positive and multiplies negative logits of all ids in the context; 1 for none
 * @param seed makes sampling repeatable; a random one is drawn when absent
 */
public record GenerationOptions(
        int maxNewTokens, double temperature, int topK, double topP, double repetitionPenalty, OptionalLong seed) {

    public GenerationOptions {
        require(maxNewTokens >= 1, "max-new-tokens", maxNewTokens, "at least 1");
        require(temperature >= 0 && temperature <= 100, "temperature", temperature, "from 0 to 100");
        require(topK >= 0, "top-k", topK, "0 (off) or more");
        require(topP > 0 && topP <= 1, "top-p", topP, "above 0, at most 1");
        require(repetitionPenalty > 0 && repetitionPenalty <= 100, "repetition-penalty", repetitionPenalty, "above 0");
    }

    private static void require(boolean valid, String name, Number value, String range) {
        if (!valid) {
            throw new QwenVlException(name + " is " + value + ", but must be " + range);
        }
    }

    /** The most likely token at every step. */
    public static GenerationOptions greedy(int maxNewTokens) {
        return new GenerationOptions(maxNewTokens, 0, 0, 1, 1, OptionalLong.empty());
    }

    public GenerationOptions withMaxNewTokens(int value) {
        return new GenerationOptions(value, temperature, topK, topP, repetitionPenalty, seed);
    }

    public GenerationOptions withTemperature(double value) {
        return new GenerationOptions(maxNewTokens, value, topK, topP, repetitionPenalty, seed);
    }

    public GenerationOptions withTopK(int value) {
        return new GenerationOptions(maxNewTokens, temperature, value, topP, repetitionPenalty, seed);
    }

    public GenerationOptions withTopP(double value) {
        return new GenerationOptions(maxNewTokens, temperature, topK, value, repetitionPenalty, seed);
    }

    public GenerationOptions withRepetitionPenalty(double value) {
        return new GenerationOptions(maxNewTokens, temperature, topK, topP, value, seed);
    }

    public GenerationOptions withSeed(long value) {
        return new GenerationOptions(maxNewTokens, temperature, topK, topP, repetitionPenalty, OptionalLong.of(value));
    }
}
