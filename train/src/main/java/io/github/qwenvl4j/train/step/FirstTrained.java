package io.github.qwenvl4j.train.step;

/** The first trained part of the chain; earlier parts are computed without a graph. */
public enum FirstTrained {
    VISION,
    RESAMPLER,
    LANGUAGE
}
