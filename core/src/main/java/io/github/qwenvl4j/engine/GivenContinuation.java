package io.github.qwenvl4j.engine;

import io.github.qwenvl4j.LogitsConstraint;
import java.util.Arrays;
import java.util.Set;

/** Leaves nothing to choose but what comes behind given ids, and notes how likely an end is there. */
final class GivenContinuation implements LogitsConstraint {

    private final int[] ids;
    private final Set<Integer> stopIds;
    private int accepted;
    private double end = Double.NaN;

    GivenContinuation(int[] ids, Set<Integer> stopIds) {
        this.ids = ids;
        this.stopIds = stopIds;
    }

    /** The logarithm of the probability that the answer ends behind the ids; not a number before that is known. */
    double end() {
        return end;
    }

    @Override
    public void apply(float[] logits) {
        double max = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            max = Math.max(max, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - max);
        }
        double largest = max;
        double ends = stopIds.stream()
                .mapToDouble(id -> Math.exp(logits[id] - largest))
                .sum();
        end = Math.log(ends / sum);
    }

    @Override
    public void accept(int id) {
        accepted++;
    }

    @Override
    public int[] forced() {
        return Arrays.copyOfRange(ids, Math.min(accepted, ids.length), ids.length);
    }
}
