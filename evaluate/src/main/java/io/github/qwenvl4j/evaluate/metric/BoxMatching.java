package io.github.qwenvl4j.evaluate.metric;

import java.util.ArrayList;
import java.util.List;

/** How well boxes agree with the right ones: F1 of pairs that overlap enough, each box in at most one pair. */
public final class BoxMatching {

    private BoxMatching() {}

    /**
     * Pairs the most overlapping boxes first.
     *
     * @param least overlap (intersection over union) of a pair
     * @return from 0 to 1; 1 where there is none on either side
     */
    public static double f1(List<GroundedBox> given, List<GroundedBox> right, double least) {
        if (given.isEmpty() && right.isEmpty()) {
            return 1;
        }
        record Pair(int given, int right, float overlap) {}
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            for (int j = 0; j < right.size(); j++) {
                float overlap = given.get(i).overlap(right.get(j));
                if (overlap >= least) {
                    pairs.add(new Pair(i, j, overlap));
                }
            }
        }
        pairs.sort((a, b) -> Float.compare(b.overlap, a.overlap));
        boolean[] givenTaken = new boolean[given.size()];
        boolean[] rightTaken = new boolean[right.size()];
        int matched = 0;
        for (Pair pair : pairs) {
            if (!givenTaken[pair.given] && !rightTaken[pair.right]) {
                givenTaken[pair.given] = true;
                rightTaken[pair.right] = true;
                matched++;
            }
        }
        return 2.0 * matched / (given.size() + right.size());
    }
}
