package io.github.qwenvl4j.train.eval;

import io.github.qwenvl4j.grounding.Grounding;
import io.github.qwenvl4j.grounding.Mark;
import io.github.qwenvl4j.grounding.Region;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Counts correct marks: each expected mark matches at most one mark of the answer, with the same name and an overlap of
 * at least one half.
 *
 * @param right matched
 * @param given in the answer
 * @param wanted in the expected answer
 */
record Matches(int right, int given, int wanted) {

    private record Named(Object name, Mark mark) {}

    /** @param name normalises a region's ref for comparison */
    static Matches between(String wanted, String given, Function<String, Object> name) {
        List<Named> left = named(wanted, name);
        List<Named> answers = named(given, name);
        int count = left.size();
        int right = 0;
        for (Named answer : answers) {
            for (int i = 0; i < left.size(); i++) {
                Named truth = left.get(i);
                if (truth.name.equals(answer.name) && Overlap.enough(truth.mark, answer.mark)) {
                    left.remove(i);
                    right++;
                    break;
                }
            }
        }
        return new Matches(right, answers.size(), count);
    }

    private static List<Named> named(String text, Function<String, Object> name) {
        List<Named> all = new ArrayList<>();
        for (Region region : Grounding.parse(text).regions()) {
            region.marks().forEach(mark -> all.add(new Named(name.apply(region.label()), mark)));
        }
        return all;
    }

    boolean exact() {
        return right == given && right == wanted;
    }
}
