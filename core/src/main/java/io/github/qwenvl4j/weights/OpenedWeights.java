package io.github.qwenvl4j.weights;

import io.github.qwenvl4j.nn.Weights;

/** Weights with what computes with them, which belong to whoever opened them. */
public interface OpenedWeights extends Weights, AutoCloseable {

    /** Layers of other numbers beside these weights, such as an adapter's; must be closed before them. */
    AddedLayers newLayers();

    @Override
    void close();
}
