package io.github.qwenvl4j.evaluate.metric.caption;

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

    private final Map<List<String>, Integer> pictures = new HashMap<>();
    private final double logPictures;

    private CiderD(List<List<NGrams>> references) {
        for (List<NGrams> ofPicture : references) {
            Set<List<String>> seen = new HashSet<>();
            ofPicture.forEach(each -> seen.addAll(each.counts().keySet()));
            seen.forEach(each -> pictures.merge(each, 1, Integer::sum));
        }
        logPictures = Math.log(references.size());
    }

    public static CaptionScore of(List<Captioned> captions) {
        List<List<NGrams>> references = captions.stream()
                .map(each -> each.references().stream().map(NGrams::of).toList())
                .toList();
        CiderD weights = new CiderD(references);
        double[] scores = new double[captions.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = weights.score(NGrams.of(captions.get(i).candidate()), references.get(i));
        }
        return CaptionScore.mean(scores);
    }

    private double score(NGrams candidate, List<NGrams> references) {
        Weighted given = weighted(candidate);
        double sum = 0;
        for (NGrams reference : references) {
            Weighted right = weighted(reference);
            double difference = given.length - right.length;
            double penalty = Math.exp(-difference * difference / (2 * SIGMA * SIGMA));
            for (int n = 0; n < NGrams.LONGEST; n++) {
                sum += likeness(given, right, n) * penalty;
            }
        }
        return SCALE * sum / NGrams.LONGEST / references.size();
    }

    private static double likeness(Weighted given, Weighted right, int n) {
        double product = 0;
        for (Map.Entry<List<String>, Double> each : given.weights.get(n).entrySet()) {
            double other = right.weights.get(n).getOrDefault(each.getKey(), 0.0);
            product += Math.min(each.getValue(), other) * other;
        }
        double norms = given.norms[n] * right.norms[n];
        return norms == 0 ? product : product / norms;
    }

    /** Weights of sequences, by their length less one. */
    private record Weighted(List<Map<List<String>, Double>> weights, double[] norms, int length) {}

    private Weighted weighted(NGrams grams) {
        List<Map<List<String>, Double>> weights =
                List.of(new HashMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>());
        double[] norms = new double[NGrams.LONGEST];
        int length = 0;
        for (Map.Entry<List<String>, Integer> each : grams.counts().entrySet()) {
            int n = each.getKey().size() - 1;
            double rarity = logPictures - Math.log(Math.max(1, pictures.getOrDefault(each.getKey(), 0)));
            double weight = each.getValue() * rarity;
            weights.get(n).put(each.getKey(), weight);
            norms[n] += weight * weight;
            length += n == LENGTH_BY - 1 ? each.getValue() : 0;
        }
        for (int n = 0; n < norms.length; n++) {
            norms[n] = Math.sqrt(norms[n]);
        }
        return new Weighted(weights, norms, length);
    }
}
