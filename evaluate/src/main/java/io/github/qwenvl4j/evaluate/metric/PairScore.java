package io.github.qwenvl4j.evaluate.metric;

import io.github.qwenvl4j.evaluate.metric.YesNoStatistics.Verdict;
import java.util.Collection;
import java.util.List;

/**
 * MME's score of a subtask, which asks two questions about each picture: the share of right answers and the share of pictures
 * with both right, in per cent, added up: from 0 to 200.
 *
 * @param accuracy share of right questions, from 0 to 1
 * @param pairAccuracy share of pictures whose questions are all right
 */
public record PairScore(double accuracy, double pairAccuracy) {

    /** @param pictures the questions of each picture */
    public static PairScore of(Collection<List<Verdict>> pictures) {
        long questions = pictures.stream().mapToLong(List::size).sum();
        long right =
                pictures.stream().flatMap(List::stream).filter(Verdict::correct).count();
        long both = pictures.stream()
                .filter(each -> each.stream().allMatch(Verdict::correct))
                .count();
        return new PairScore(
                questions == 0 ? 0 : (double) right / questions,
                pictures.isEmpty() ? 0 : (double) both / pictures.size());
    }

    public double total() {
        return 100 * accuracy + 100 * pairAccuracy;
    }
}
