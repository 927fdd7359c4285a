package io.github.qwenvl4j.sampling;

import io.github.qwenvl4j.AnswerOptions;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The tokens that may be drawn, and how likely each is relative to the likeliest. Only those that top-k, top-p and min-p can reach
 * are put in order: sorting the published vocabulary of 150,000 for every token would take longer than all the rest.
 */
final class TokenDistribution {

    private static final double FIRST_BOUND = 1e-3;

    private final int[] ids;
    private final double[] weights; // of ids
    private final double total;

    private TokenDistribution(int[] ids, double[] weights) {
        this.ids = ids;
        this.weights = weights;
        this.total = Arrays.stream(weights).sum();
    }

    /**
     * {@code softmax(logits / temperature)}, of it the {@code topK} likeliest tokens, of these the fewest whose probability
     * reaches {@code topP}, and of these those that are at least {@code minP} times as likely as the likeliest; among equals
     * the lower id.
     */
    static TokenDistribution of(float[] logits, AnswerOptions options) {
        TokenDistribution all = all(logits, options.temperature());
        TokenDistribution reached = likeliest(all, options.topK(), options.topP());
        return options.minP() > 0 ? reached.atLeast(options.minP()) : reached;
    }

    /** The tokens that top-k and top-p leave. */
    private static TokenDistribution likeliest(TokenDistribution all, int topK, double topP) {
        if (topK == 0 && topP >= 1) {
            return all;
        }
        double bound = FIRST_BOUND;
        TokenDistribution likeliest = all.atLeast(bound);
        while (bound > 0 && !(topK > 0 ? likeliest.ids.length >= topK : likeliest.total >= topP * all.total)) {
            bound *= bound;
            likeliest = all.atLeast(bound);
        }
        if (topK == 0) {
            return likeliest.reaching(topP * all.total);
        }
        TokenDistribution first = likeliest.first(topK);
        return topP >= 1 ? first : first.reaching(topP * first.total);
    }

    private static TokenDistribution all(float[] logits, double temperature) {
        float max = Float.NEGATIVE_INFINITY;
        for (float logit : logits) {
            max = Math.max(max, logit);
        }
        double[] weights = new double[logits.length];
        for (int id = 0; id < weights.length; id++) {
            weights[id] = Math.exp((logits[id] - max) / temperature);
        }
        return new TokenDistribution(IntStream.range(0, weights.length).toArray(), weights);
    }

    /** The tokens of at least this weight, likeliest first. */
    private TokenDistribution atLeast(double bound) {
        int[] kept = IntStream.range(0, ids.length)
                .filter(i -> weights[i] >= bound)
                .boxed()
                .sorted((i, j) -> Double.compare(weights[j], weights[i])) // stable: the lower id first among equals
                .mapToInt(Integer::intValue)
                .toArray();
        return new TokenDistribution(
                Arrays.stream(kept).map(i -> ids[i]).toArray(),
                Arrays.stream(kept).mapToDouble(i -> weights[i]).toArray());
    }

    private TokenDistribution first(int count) {
        return count >= ids.length
                ? this
                : new TokenDistribution(Arrays.copyOf(ids, count), Arrays.copyOf(weights, count));
    }

    /** The fewest tokens whose weights reach {@code sum}, at least one. */
    private TokenDistribution reaching(double sum) {
        int count = 0;
        for (double reached = 0; count < ids.length && reached < sum; count++) {
            reached += weights[count];
        }
        return first(Math.max(count, 1));
    }

    /** The token under {@code point} when the probabilities are laid side by side on [0, 1). */
    int at(double point) {
        double sum = 0;
        int last = 0;
        for (int i = 0; i < ids.length; i++) {
            sum += weights[i];
            if (weights[i] > 0) {
                last = i;
            }
            if (point * total < sum) {
                return ids[i];
            }
        }
        return ids[last]; // rounding left the sum a hair below the point
    }
}
