package io.github.qwenvl4j.engine;

import io.github.qwenvl4j.Timings;

/** Times the stages of one answer. Not thread-safe. */
final class Stopwatch {

    private final double vision;
    private final long start = System.nanoTime();
    private long firstToken;

    Stopwatch(double vision) {
        this.vision = vision;
    }

    void token() {
        if (firstToken == 0) {
            firstToken = System.nanoTime();
        }
    }

    Timings timings() {
        long now = System.nanoTime();
        long first = firstToken == 0 ? now : firstToken;
        return new Timings(vision, (first - start) / 1e6, (now - first) / 1e6);
    }
}
