package io.github.qwenvl4j.evaluate.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Whether probabilities are what they say: of the decisions with a probability near 0.8, eight of ten should be right.
 *
 * @param bins of equal width from 0 to 1, those without decisions too
 */
public record Calibration(List<Bin> bins) {

    /** A decision. @param probability that it is right, as the model has it */
    public record Decided(double probability, boolean right) {}

    /**
     * The decisions with a probability from {@code from}, up to {@code to}.
     *
     * @param confidence mean probability; 0 without decisions
     * @param accuracy share of those that are right; 0 without decisions
     */
    public record Bin(double from, double to, int count, double confidence, double accuracy) {

        private static Bin of(double from, double to, List<Decided> decided) {
            return new Bin(
                    from,
                    to,
                    decided.size(),
                    decided.stream().mapToDouble(Decided::probability).average().orElse(0),
                    decided.stream()
                            .mapToDouble(each -> each.right ? 1 : 0)
                            .average()
                            .orElse(0));
        }
    }

    public Calibration {
        bins = List.copyOf(bins);
    }

    public static Calibration of(List<Decided> decided, int bins) {
        List<List<Decided>> parts = new ArrayList<>();
        IntStream.range(0, bins).forEach(i -> parts.add(new ArrayList<>()));
        decided.forEach(each ->
                parts.get(Math.min(bins - 1, (int) (each.probability * bins))).add(each));
        return new Calibration(IntStream.range(0, bins)
                .mapToObj(i -> Bin.of((double) i / bins, (i + 1.0) / bins, parts.get(i)))
                .toList());
    }

    /** The expected calibration error: the mean distance between probability and what is right, over all decisions. */
    public double error() {
        return mean(bins.stream()
                .mapToDouble(bin -> bin.count * Math.abs(bin.accuracy - bin.confidence))
                .sum());
    }

    public double accuracy() {
        return mean(bins.stream().mapToDouble(bin -> bin.count * bin.accuracy).sum());
    }

    public double confidence() {
        return mean(bins.stream().mapToDouble(bin -> bin.count * bin.confidence).sum());
    }

    public int count() {
        return bins.stream().mapToInt(Bin::count).sum();
    }

    private double mean(double sum) {
        return count() == 0 ? 0 : sum / count();
    }
}
