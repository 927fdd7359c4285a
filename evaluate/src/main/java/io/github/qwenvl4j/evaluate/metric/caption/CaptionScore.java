package io.github.qwenvl4j.evaluate.metric.caption;

import java.util.Arrays;

/**
 * A score of many pictures and of each.
 *
 * @param total of all pictures together; for BLEU not the mean
 * @param each in the order of the pictures; not copied
 */
public record CaptionScore(double total, double[] each) {

    static CaptionScore mean(double[] each) {
        return new CaptionScore(Arrays.stream(each).average().orElse(0), each);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CaptionScore score && total == score.total && Arrays.equals(each, score.each);
    }

    @Override
    public int hashCode() {
        return 31 * Double.hashCode(total) + Arrays.hashCode(each);
    }

    @Override
    public String toString() {
        return "CaptionScore[total=" + total + ", each=" + Arrays.toString(each) + "]";
    }
}
