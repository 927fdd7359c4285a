package io.github.qwenvl4j.evaluate.metric;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Two runs over the same questions: is one better, or is it chance?
 *
 * @param difference mean of the first run less that of the second, with its interval
 * @param wins questions on which the first run scored higher
 * @param pValue how often a difference at least as large arises when the runs are exchanged at random on each question
 */
public record PairedComparison(Interval difference, int wins, int losses, int ties, double pValue) {

    private static final int ROUNDS = 10_000;
    private static final double EQUAL = 1e-12; // sums of the same numbers in another order

    /**
     * Compares the scores of two runs, question by question.
     *
     * @param seed equal for equal results
     */
    public static PairedComparison of(double[] first, double[] second, long seed) {
        if (first.length != second.length) {
            throw new IllegalArgumentException(first.length + " scores against " + second.length);
        }
        double[] differences = new double[first.length];
        Arrays.setAll(differences, i -> first[i] - second[i]);
        int wins = (int) Arrays.stream(differences).filter(each -> each > 0).count();
        int losses = (int) Arrays.stream(differences).filter(each -> each < 0).count();
        return new PairedComparison(
                Interval.of(differences, seed), wins, losses, first.length - wins - losses, chance(differences, seed));
    }

    private static double chance(double[] differences, long seed) {
        double[] unequal = Arrays.stream(differences).filter(each -> each != 0).toArray();
        double seen = Math.abs(Arrays.stream(unequal).sum());
        SplittableRandom random = new SplittableRandom(seed);
        int asLarge = 0;
        for (int round = 0; round < ROUNDS; round++) {
            double sum = 0;
            long signs = 0;
            for (int i = 0; i < unequal.length; i++) {
                signs = i % Long.SIZE == 0 ? random.nextLong() : signs >>> 1;
                sum += (signs & 1) == 0 ? unequal[i] : -unequal[i];
            }
            if (Math.abs(sum) >= seen - EQUAL) {
                asLarge++;
            }
        }
        return (1.0 + asLarge) / (1 + ROUNDS);
    }
}
