package io.github.qwenvl4j.evaluate.metric;

import java.util.List;

/**
 * How yes-or-no answers err. An answer that is neither is wrong; precision and recall, of yes, leave it out.
 *
 * @param truePositives right and yes
 * @param others answers that are neither yes nor no
 */
public record YesNoStatistics(
        int truePositives, int trueNegatives, int falsePositives, int falseNegatives, int others) {

    /** A question: what is right and what was said. */
    public record Verdict(YesNo right, YesNo given) {

        public boolean correct() {
            return right == given;
        }
    }

    public static YesNoStatistics of(List<Verdict> verdicts) {
        return new YesNoStatistics(
                count(verdicts, YesNo.YES, YesNo.YES),
                count(verdicts, YesNo.NO, YesNo.NO),
                count(verdicts, YesNo.NO, YesNo.YES),
                count(verdicts, YesNo.YES, YesNo.NO),
                (int) verdicts.stream()
                        .filter(each -> each.given == YesNo.OTHER)
                        .count());
    }

    private static int count(List<Verdict> verdicts, YesNo right, YesNo given) {
        return (int) verdicts.stream()
                .filter(each -> each.right == right && each.given == given)
                .count();
    }

    public double accuracy() {
        int all = truePositives + trueNegatives + falsePositives + falseNegatives + others;
        return ratio(truePositives + trueNegatives, all);
    }

    public double precision() {
        return ratio(truePositives, truePositives + falsePositives);
    }

    public double recall() {
        return ratio(truePositives, truePositives + falseNegatives);
    }

    public double f1() {
        double sum = precision() + recall();
        return sum == 0 ? 0 : 2 * precision() * recall() / sum;
    }

    /** Share of yes among all answers. */
    public double yesRatio() {
        int all = truePositives + trueNegatives + falsePositives + falseNegatives + others;
        return ratio(truePositives + falsePositives, all);
    }

    private static double ratio(int part, int whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }
}
