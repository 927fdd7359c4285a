package io.github.qwenvl4j.evaluate.metric.caption;

import java.util.List;

/** ROUGE-L: the longest common subsequence of words, best precision and best recall over the references. */
public final class RougeL {

    private static final double BETA = 1.2; // how much more recall counts

    private RougeL() {}

    public static CaptionScore of(List<Captioned> captions) {
        return CaptionScore.mean(captions.stream().mapToDouble(RougeL::score).toArray());
    }

    private static double score(Captioned caption) {
        String[] candidate = caption.candidate().split(" ", -1);
        double precision = 0;
        double recall = 0;
        for (String each : caption.references()) {
            String[] reference = each.split(" ", -1);
            double common = common(candidate, reference);
            precision = Math.max(precision, common / candidate.length);
            recall = Math.max(recall, common / reference.length);
        }
        return precision == 0 || recall == 0
                ? 0
                : (1 + BETA * BETA) * precision * recall / (recall + BETA * BETA * precision);
    }

    private static int common(String[] a, String[] b) {
        int[][] lengths = new int[a.length + 1][b.length + 1];
        for (int i = 1; i <= a.length; i++) {
            for (int j = 1; j <= b.length; j++) {
                lengths[i][j] = a[i - 1].equals(b[j - 1])
                        ? lengths[i - 1][j - 1] + 1
                        : Math.max(lengths[i - 1][j], lengths[i][j - 1]);
            }
        }
        return lengths[a.length][b.length];
    }
}
