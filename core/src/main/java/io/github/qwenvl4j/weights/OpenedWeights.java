package io.github.qwenvl4j.weights;

import io.github.qwenvl4j.nn.Weights;

/** Weights with what computes with them, which belong to whoever opened them. */
public interface OpenedWeights extends Weights, AutoCloseable {

    @Override
    void close();
}
