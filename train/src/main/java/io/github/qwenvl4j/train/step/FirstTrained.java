package io.github.qwenvl4j.train.step;

/** The first part of the chain that learns: what lies before it is computed without a graph. */
public enum FirstTrained {
    VISION,
    RESAMPLER,
    LANGUAGE
}
