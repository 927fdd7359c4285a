package io.github.qwenvl4j.sampling;

import io.github.qwenvl4j.QwenVlException;
import java.util.OptionalLong;

/**
 * How the tokens of one answer are chosen. The options apply in this order: penalties, temperature, top-k, top-p, min-p, draw.
 *
 * @param maxNewTokens at most this many tokens, at least 1
 * @param temperature 0 chooses the most likely token (greedy)
 * @param topK sample among the k most likely tokens; 0 for all
 * @param topP sample among the fewest most likely tokens whose probability reaches p; 1 for all
 * @param minP sample among the tokens whose probability is at least this share of the most likely one's; 0 for all
 * @param repetitionPenalty divides positive and multiplies negative logits of all ids in the context; 1 for none
 * @param presencePenalty subtracted from the logit of every id that the answer contains; 0 for none
 * @param frequencyPenalty subtracted from it once for each time the answer contains it; 0 for none
 * @param seed makes sampling repeatable; a random one is drawn when absent
 */
public record GenerationOptions(
        int maxNewTokens,
        double temperature,
        int topK,
        double topP,
        double minP,
        double repetitionPenalty,
        double presencePenalty,
        double frequencyPenalty,
        OptionalLong seed) {

    public GenerationOptions {
        require(maxNewTokens >= 1, "max-new-tokens", maxNewTokens, "at least 1");
        require(temperature >= 0 && temperature <= 100, "temperature", temperature, "from 0 to 100");
        require(topK >= 0, "top-k", topK, "0 (off) or more");
        require(topP > 0 && topP <= 1, "top-p", topP, "above 0, at most 1");
        require(minP >= 0 && minP <= 1, "min-p", minP, "from 0 to 1");
        require(repetitionPenalty > 0 && repetitionPenalty <= 100, "repetition-penalty", repetitionPenalty, "above 0");
        require(Math.abs(presencePenalty) <= 100, "presence-penalty", presencePenalty, "from -100 to 100");
        require(Math.abs(frequencyPenalty) <= 100, "frequency-penalty", frequencyPenalty, "from -100 to 100");
    }

    private static void require(boolean valid, String name, Number value, String range) {
        if (!valid) {
            throw new QwenVlException(name + " is " + value + ", but must be " + range);
        }
    }

    /** The most likely token at every step. */
    public static GenerationOptions greedy(int maxNewTokens) {
        return new GenerationOptions(maxNewTokens, 0, 0, 1, 0, 1, 0, 0, OptionalLong.empty());
    }

    public GenerationOptions withMaxNewTokens(int value) {
        Values values = new Values(this);
        values.maxNewTokens = value;
        return values.options();
    }

    public GenerationOptions withTemperature(double value) {
        Values values = new Values(this);
        values.temperature = value;
        return values.options();
    }

    public GenerationOptions withTopK(int value) {
        Values values = new Values(this);
        values.topK = value;
        return values.options();
    }

    public GenerationOptions withTopP(double value) {
        Values values = new Values(this);
        values.topP = value;
        return values.options();
    }

    public GenerationOptions withMinP(double value) {
        Values values = new Values(this);
        values.minP = value;
        return values.options();
    }

    public GenerationOptions withRepetitionPenalty(double value) {
        Values values = new Values(this);
        values.repetitionPenalty = value;
        return values.options();
    }

    public GenerationOptions withPresencePenalty(double value) {
        Values values = new Values(this);
        values.presencePenalty = value;
        return values.options();
    }

    public GenerationOptions withFrequencyPenalty(double value) {
        Values values = new Values(this);
        values.frequencyPenalty = value;
        return values.options();
    }

    public GenerationOptions withSeed(long value) {
        Values values = new Values(this);
        values.seed = OptionalLong.of(value);
        return values.options();
    }

    /** A copy to be changed in one place, so that a new option does not touch the others. */
    private static final class Values {

        private int maxNewTokens;
        private double temperature;
        private int topK;
        private double topP;
        private double minP;
        private double repetitionPenalty;
        private double presencePenalty;
        private double frequencyPenalty;
        private OptionalLong seed;

        Values(GenerationOptions options) {
            maxNewTokens = options.maxNewTokens;
            temperature = options.temperature;
            topK = options.topK;
            topP = options.topP;
            minP = options.minP;
            repetitionPenalty = options.repetitionPenalty;
            presencePenalty = options.presencePenalty;
            frequencyPenalty = options.frequencyPenalty;
            seed = options.seed;
        }

        GenerationOptions options() {
            return new GenerationOptions(
                    maxNewTokens,
                    temperature,
                    topK,
                    topP,
                    minP,
                    repetitionPenalty,
                    presencePenalty,
                    frequencyPenalty,
                    seed);
        }
    }
}
