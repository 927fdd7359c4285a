package io.github.qwenvl4j.generate;

import java.util.Arrays;

/** Tokens and their probabilities, most likely first (the lower id first among equals). */
final class TokenDistribution {

    private final int[] ids;
    private final double[] probabilities;

    private TokenDistribution(int[] ids, double[] probabilities) {
        this.ids = ids;
        this.probabilities = probabilities;
    }

    /** {@code softmax(logits / temperature)}. */
    static TokenDistribution of(float[] logits, double temperature) {
        long[] order = new long[logits.length];
        for (int id = 0; id < logits.length; id++) {
            order[id] = ((long) descending(logits[id]) << 32) | id;
        }
        Arrays.sort(order);
        int[] ids = new int[order.length];
        double[] probabilities = new double[order.length];
        double max = logits[(int) order[0]];
        double sum = 0;
        for (int i = 0; i < order.length; i++) {
            ids[i] = (int) order[i];
            probabilities[i] = Math.exp((logits[ids[i]] - max) / temperature);
            sum += probabilities[i];
        }
        for (int i = 0; i < probabilities.length; i++) {
            probabilities[i] /= sum;
        }
        return new TokenDistribution(ids, probabilities);
    }

    /** An int that orders as the float does, reversed. */
    private static int descending(float value) {
        int bits = Float.floatToIntBits(value + 0f); // -0 becomes 0
        int ascending = bits >= 0 ? bits : bits ^ Integer.MAX_VALUE;
        return ~ascending;
    }

    /** The k most likely tokens; all for k = 0. */
    TokenDistribution topK(int k) {
        return k == 0 || k >= ids.length ? this : first(k);
    }

    /** The fewest most likely tokens whose probability reaches p, at least one. */
    TokenDistribution topP(double p) {
        if (p >= 1) {
            return this;
        }
        double sum = 0;
        int count = 0;
        while (count < ids.length && sum < p) {
            sum += probabilities[count++];
        }
        return first(Math.max(count, 1));
    }

    private TokenDistribution first(int count) {
        double[] kept = Arrays.copyOf(probabilities, count);
        double sum = Arrays.stream(kept).sum();
        for (int i = 0; i < count; i++) {
            kept[i] /= sum;
        }
        return new TokenDistribution(Arrays.copyOf(ids, count), kept);
    }

    /** The token under {@code point} when the probabilities are laid side by side on [0, 1). */
    int at(double point) {
        double sum = 0;
        for (int i = 0; i < ids.length; i++) {
            sum += probabilities[i];
            if (point < sum) {
                return ids[i];
            }
        }
        return ids[0]; // rounding left the sum a hair below the point
    }
}
