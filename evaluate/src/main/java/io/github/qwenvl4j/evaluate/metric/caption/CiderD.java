package io.github.qwenvl4j.evaluate.metric.caption;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * CIDEr-D: likeness of sequences of words, weighted by how few pictures' references have them. The weights come from the
 * references of the pictures that are scored, so that a picture alone scores 0.
 */
public final class CiderD {

    private static final double SIGMA = 6; // of the penalty for another length
    private static final int LENGTH_BY = 2; // the published program measures lengths in pairs of words
    private static final double SCALE = 10;

    private final Map<String, Integer> pictures = new HashMap<>(); // whose references have a sequence
    private final double logPictures;

    private CiderD(List<Captioned> captions) {
        for (Captioned caption : captions) {
            Set<String> seen = new HashSet<>();
            caption.references()
                    .forEach(each -> NGrams.of(each).counts().forEach(count -> seen.addAll(count.keySet())));
            seen.forEach(each -> pictures.merge(each, 1, Integer::sum));
        }
        logPictures = Math.log(captions.size());
    }

    public static CaptionScore of(List<Captioned> captions) {
        CiderD weights = new CiderD(captions);
        return CaptionScore.mean(captions.stream().mapToDouble(weights::score).toArray());
    }

    private double score(Captioned caption) {
        Weighted given = weighted(NGrams.of(caption.candidate()));
        double sum = 0;
        for (String reference : caption.references()) {
            Weighted right = weighted(NGrams.of(reference));
            double difference = given.length - right.length;
            double penalty = Math.exp(-difference * difference / (2 * SIGMA * SIGMA));
            for (int n = 0; n < NGrams.LONGEST; n++) {
                sum += likeness(given, right, n) * penalty;
            }
        }
        return SCALE * sum / NGrams.LONGEST / caption.references().size();
    }

    private static double likeness(Weighted given, Weighted right, int n) {
        double product = 0;
        for (Map.Entry<String, Double> each : given.weights.get(n).entrySet()) {
            double other = right.weights.get(n).getOrDefault(each.getKey(), 0.0);
            product += Math.min(each.getValue(), other) * other;
        }
        double norms = given.norms[n] * right.norms[n];
        return norms == 0 ? product : product / norms;
    }

    /** Weights of sequences, by their length less one. */
    private record Weighted(List<Map<String, Double>> weights, double[] norms, int length) {}

    private Weighted weighted(NGrams grams) {
        List<Map<String, Double>> weights = new ArrayList<>();
        double[] norms = new double[NGrams.LONGEST];
        for (int n = 0; n < NGrams.LONGEST; n++) {
            Map<String, Double> weight = new HashMap<>();
            grams.counts().get(n).forEach((words, count) -> weight.put(words, count * rarity(words)));
            weights.add(weight);
            norms[n] = Math.sqrt(
                    weight.values().stream().mapToDouble(each -> each * each).sum());
        }
        int length = grams.counts().get(LENGTH_BY - 1).values().stream()
                .mapToInt(Integer::intValue)
                .sum();
        return new Weighted(weights, norms, length);
    }

    private double rarity(String words) {
        return logPictures - Math.log(Math.max(1, pictures.getOrDefault(words, 0)));
    }
}
