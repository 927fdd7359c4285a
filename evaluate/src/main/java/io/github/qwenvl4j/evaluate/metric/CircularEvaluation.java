package io.github.qwenvl4j.evaluate.metric;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** MMBench asks each question with its options in every rotation. */
public final class CircularEvaluation {

    /** A rotation of a question: the option that was chosen, and the right one. */
    public record Rotation(String chosen, String right) {}

    private CircularEvaluation() {}

    /** Whether every rotation that was answered is right. */
    public static boolean allRight(List<Rotation> rotations) {
        return rotations.stream().allMatch(each -> each.chosen.equals(each.right));
    }

    /** The options that were chosen most often: several where they are tied. */
    public static List<String> mostChosen(List<Rotation> rotations) {
        Map<String, Long> counts = rotations.stream()
                .collect(Collectors.groupingBy(Rotation::chosen, LinkedHashMap::new, Collectors.counting()));
        long most = counts.values().stream().max(Comparator.naturalOrder()).orElse(0L);
        return counts.keySet().stream()
                .filter(option -> counts.get(option) == most)
                .toList();
    }

    /** Whether the option chosen most often is right, whichever of tied ones is drawn. */
    public static boolean majorityRight(List<Rotation> rotations) {
        return mostChosen(rotations).equals(List.of(right(rotations)));
    }

    /** Whether it is right for one way to draw among tied options: the official program draws at random, without a seed. */
    public static boolean majorityMayBeRight(List<Rotation> rotations) {
        return mostChosen(rotations).contains(right(rotations));
    }

    private static String right(List<Rotation> rotations) {
        return rotations.get(rotations.size() - 1).right;
    }
}
