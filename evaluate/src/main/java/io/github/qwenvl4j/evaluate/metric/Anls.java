package io.github.qwenvl4j.evaluate.metric;

import java.util.List;
import java.util.Locale;

/**
 * Average normalised Levenshtein similarity: DocVQA, InfographicsVQA. An answer counts by its likeness to the nearest right
 * one; below one half it counts nothing. Officially the distance is divided by the length of the raw texts, white space
 * included, which raises the score of a padded text.
 */
public final class Anls {

    private static final double LEAST = 0.5;

    private Anls() {}

    /** From 0 to 1. */
    public static double score(String answer, List<String> right, Mode mode) {
        double distance = right.stream()
                .mapToDouble(each -> distance(answer, each, mode))
                .min()
                .orElse(1);
        double likeness = 1 - distance;
        return likeness < LEAST ? 0 : likeness;
    }

    private static double distance(String answer, String right, Mode mode) {
        String a = plain(answer);
        String b = plain(right);
        int length = mode == Mode.OFFICIAL
                ? Math.max(upperLength(answer), upperLength(right))
                : Math.max(PythonText.length(a), PythonText.length(b));
        return length == 0 ? 0 : (double) levenshtein(codePoints(a), codePoints(b)) / length;
    }

    private static String plain(String text) {
        return String.join(" ", PythonText.words(PythonText.lower(PythonText.strip(text))));
    }

    private static int upperLength(String text) {
        return PythonText.length(text.toUpperCase(Locale.ROOT));
    }

    private static int[] codePoints(String text) {
        return text.codePoints().toArray();
    }

    private static int levenshtein(int[] a, int[] b) {
        int[] row = new int[b.length + 1];
        for (int j = 0; j <= b.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length; i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length; j++) {
                int above = row[j];
                row[j] = a[i - 1] == b[j - 1] ? diagonal : 1 + Math.min(diagonal, Math.min(above, row[j - 1]));
                diagonal = above;
            }
        }
        return row[b.length];
    }
}
