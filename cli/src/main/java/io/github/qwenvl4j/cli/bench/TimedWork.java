package io.github.qwenvl4j.cli.bench;

import java.util.Arrays;

/** Times repeated work. */
final class TimedWork {

    private static final double NANOS = 1e-9;

    private TimedWork() {}

    static double once(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) * NANOS;
    }

    /** The fastest of {@code runs}. */
    static double best(int runs, Runnable work) {
        return sorted(runs, work)[0];
    }

    /** The median of {@code runs}. */
    static double median(int runs, Runnable work) {
        return sorted(runs, work)[runs / 2];
    }

    private static double[] sorted(int runs, Runnable work) {
        double[] seconds = new double[runs];
        for (int i = 0; i < runs; i++) {
            seconds[i] = once(work);
        }
        Arrays.sort(seconds);
        return seconds;
    }
}
