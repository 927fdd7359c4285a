package io.github.qwenvl4j;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The likelihood of a token: natural logarithms of the softmax over the logits, before constraint, penalties and temperature.
 *
 * @param top the most likely tokens, best first
 */
public record TokenLikelihood(Entry chosen, List<Entry> top) {

    /** A token and the logarithm of its probability. */
    public record Entry(int id, double logprob) {}

    public static TokenLikelihood of(float[] logits, int chosen, int alternatives) {
        double max = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            max = Math.max(max, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - max);
        }
        double logSum = max + Math.log(sum);
        List<Entry> top = best(logits, alternatives).stream()
                .map(id -> new Entry(id, logits[id] - logSum))
                .toList();
        return new TokenLikelihood(new Entry(chosen, logits[chosen] - logSum), top);
    }

    private static List<Integer> best(float[] logits, int count) {
        Comparator<Integer> worstFirst = Comparator.<Integer>comparingDouble(id -> logits[id])
                .thenComparing(Comparator.<Integer>naturalOrder().reversed());
        PriorityQueue<Integer> best = new PriorityQueue<>(Math.min(count, logits.length) + 1, worstFirst);
        for (int id = 0; id < logits.length && count > 0; id++) {
            best.add(id);
            if (best.size() > count) {
                best.poll();
            }
        }
        return best.stream().sorted(worstFirst.reversed()).toList();
    }
}
