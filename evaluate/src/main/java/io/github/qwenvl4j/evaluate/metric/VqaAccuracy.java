package io.github.qwenvl4j.evaluate.metric;

import java.util.ArrayList;
import java.util.List;

/**
 * The VQA score: an answer is as right as other annotators gave it, fully from three on; averaged over leaving out each
 * annotator. Officially the annotators' answers are hardly normalised, and not only the one annotator is left out but all whose
 * record is equal, which without an id for each answer are all that gave the same answer.
 */
public final class VqaAccuracy {

    private static final int ENOUGH = 3;

    /**
     * An annotator's answer.
     *
     * @param record equal for two annotators where all that is stored about them is equal but for normalisation
     */
    public record Annotated(String answer, Object record) {}

    private VqaAccuracy() {}

    /** From 0 to 1. */
    public static double score(String answer, List<Annotated> annotators, Mode mode) {
        String given = VqaText.normal(answer);
        List<Annotated> right = mode == Mode.OFFICIAL ? official(annotators) : strict(annotators);
        double sum = 0;
        for (Annotated left : right) {
            long others = right.stream()
                    .filter(other -> !other.equals(left) && other.answer.equals(given))
                    .count();
            sum += Math.min(1, (double) others / ENOUGH);
        }
        return annotators.isEmpty() ? 0 : sum / right.size();
    }

    private static List<Annotated> official(List<Annotated> annotators) {
        boolean differ = annotators.stream().map(Annotated::answer).distinct().count() > 1;
        return differ
                ? annotators.stream()
                        .map(each -> new Annotated(VqaText.withoutPunctuation(each.answer), each.record))
                        .toList()
                : annotators;
    }

    /** Fully normalised; each record its own. */
    private static List<Annotated> strict(List<Annotated> annotators) {
        List<Annotated> normal = new ArrayList<>();
        for (Annotated each : annotators) {
            normal.add(new Annotated(VqaText.normal(each.answer), normal.size()));
        }
        return normal;
    }

    /** In per cent with two places, as the official program prints it. */
    public static double percent(double score) {
        return PythonNumber.roundToCents(100 * score);
    }
}
