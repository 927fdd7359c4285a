package io.github.qwenvl4j.evaluate.metric.caption;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** BLEU of one to four words, against the reference whose length is closest. */
public final class Bleu {

    private static final double SMALL = 1e-9; // as the published program keeps from dividing by zero
    private static final double TINY = 1e-15;

    private final long[] right = new long[NGrams.LONGEST];
    private final long[] given = new long[NGrams.LONGEST];
    private long words;
    private long referenceWords;

    private Bleu() {}

    /** BLEU-1 to BLEU-4. */
    public static List<CaptionScore> of(List<Captioned> captions) {
        Bleu all = new Bleu();
        double[][] each = new double[NGrams.LONGEST][captions.size()];
        for (int i = 0; i < captions.size(); i++) {
            Bleu one = new Bleu();
            one.add(captions.get(i));
            all.add(one);
            double[] scores = one.scores();
            for (int n = 0; n < NGrams.LONGEST; n++) {
                each[n][i] = scores[n];
            }
        }
        double[] totals = all.scores();
        List<CaptionScore> scores = new ArrayList<>();
        for (int n = 0; n < NGrams.LONGEST; n++) {
            scores.add(new CaptionScore(totals[n], each[n]));
        }
        return scores;
    }

    private void add(Captioned caption) {
        NGrams candidate = NGrams.of(caption.candidate());
        List<NGrams> references = caption.references().stream().map(NGrams::of).toList();
        for (int n = 0; n < NGrams.LONGEST; n++) {
            Map<String, Integer> most = new HashMap<>();
            for (NGrams reference : references) {
                reference.counts().get(n).forEach((gram, count) -> most.merge(gram, count, Math::max));
            }
            right[n] = candidate.counts().get(n).entrySet().stream()
                    .mapToInt(each -> Math.min(each.getValue(), most.getOrDefault(each.getKey(), 0)))
                    .sum();
            given[n] = Math.max(0, candidate.words() - n);
        }
        words = candidate.words();
        referenceWords = references.stream()
                .map(NGrams::words)
                .min(Comparator.<Integer>comparingInt(length -> Math.abs(length - candidate.words()))
                        .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
    }

    private void add(Bleu other) {
        for (int n = 0; n < NGrams.LONGEST; n++) {
            right[n] += other.right[n];
            given[n] += other.given[n];
        }
        words += other.words;
        referenceWords += other.referenceWords;
    }

    private double[] scores() {
        double ratio = (words + TINY) / (referenceWords + SMALL);
        double brevity = ratio < 1 ? Math.exp(1 - 1 / ratio) : 1;
        double[] scores = new double[NGrams.LONGEST];
        double product = 1;
        for (int n = 0; n < NGrams.LONGEST; n++) {
            product *= (right[n] + TINY) / (given[n] + SMALL);
            scores[n] = Math.pow(product, 1.0 / (n + 1)) * brevity;
        }
        return scores;
    }
}
