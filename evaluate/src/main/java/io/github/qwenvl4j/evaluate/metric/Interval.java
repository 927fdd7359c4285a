package io.github.qwenvl4j.evaluate.metric;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A mean with the interval in which 95 of 100 means of as many other questions would lie, by resampling.
 *
 * @param low 2.5th percentile of the resampled means
 * @param high 97.5th percentile
 */
public record Interval(double mean, double low, double high) {

    private static final int ROUNDS = 1000;
    private static final double OUTSIDE = 0.025;

    /** @param seed equal for equal results */
    public static Interval of(double[] scores, long seed) {
        if (scores.length == 0) {
            return new Interval(0, 0, 0);
        }
        SplittableRandom random = new SplittableRandom(seed);
        double[] means = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            double sum = 0;
            for (int i = 0; i < scores.length; i++) {
                sum += scores[random.nextInt(scores.length)];
            }
            means[round] = sum / scores.length;
        }
        Arrays.sort(means);
        double mean = Arrays.stream(scores).sum() / scores.length;
        return new Interval(mean, percentile(means, OUTSIDE), percentile(means, 1 - OUTSIDE));
    }

    private static double percentile(double[] sorted, double share) {
        return sorted[(int) Math.round(share * (sorted.length - 1))];
    }
}
