package io.github.qwenvl4j;

import java.util.Map;
import java.util.Set;

/**
 * What single tokens are worth, and which of them end an answer; ids are those of the model's tokenizer.
 *
 * @param bias added to the logits of these ids before an id is chosen
 * @param stopIds end the answer, beside the model's own, and are not part of it
 * @param minTokens the answer has at least this many tokens before one may end it; a stop string still does
 * @param endless whether no token may end it
 */
public record TokenRules(Map<Integer, Double> bias, Set<Integer> stopIds, int minTokens, boolean endless) {

    /** Leaves everything to the model. */
    public static final TokenRules NONE = new TokenRules(Map.of(), Set.of(), 0, false);

    public TokenRules {
        bias = Map.copyOf(bias);
        stopIds = Set.copyOf(stopIds);
        if (minTokens < 0) {
            throw new QwenVlException("min-tokens is " + minTokens + ", but must be 0 or more");
        }
        if (!bias.values().stream().allMatch(value -> Math.abs(value) <= 100)) {
            throw new QwenVlException("a logit bias must be from -100 to 100");
        }
    }

    /** Whether the model's end tokens are kept from ending an answer. */
    public boolean prolongs() {
        return endless || minTokens > 0;
    }
}
