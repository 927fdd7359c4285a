package io.github.qwenvl4j.evaluate.metric;

/** By which rule a metric counts. */
public enum Mode {
    /** As the published programs count, with every peculiarity: numbers that can be compared with published ones. */
    OFFICIAL,
    /** Without the peculiarities that count right answers as wrong, or wrong ones as right. */
    STRICT
}
