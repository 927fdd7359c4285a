package io.github.qwenvl4j.engine;

import java.util.List;

/**
 * How likely a given continuation of a prompt is: natural logarithms of probabilities.
 *
 * @param tokens of each of its ids, given all before it
 * @param end of the answer ending behind it
 */
public record ContinuationLikelihood(List<Double> tokens, double end) {

    public ContinuationLikelihood {
        tokens = List.copyOf(tokens);
    }

    /** Of the continuation, whatever comes behind it. */
    public double sum() {
        return tokens.stream().mapToDouble(Double::doubleValue).sum();
    }
}
