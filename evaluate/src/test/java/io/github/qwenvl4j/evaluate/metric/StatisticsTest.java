package io.github.qwenvl4j.evaluate.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.qwenvl4j.evaluate.metric.CircularEvaluation.Rotation;
import io.github.qwenvl4j.evaluate.metric.YesNoStatistics.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatisticsTest {

    private static double[] scores(int items, int right) {
        return IntStream.range(0, items).mapToDouble(i -> i < right ? 1 : 0).toArray();
    }

    /** For 600 of 1000 the normal approximation gives 0.6 +- 0.0304. */
    @Test
    void theIntervalOfAShareIsThatOfTheNormalApproximation() {
        Interval interval = Interval.of(scores(1000, 600), 7);
        assertThat(interval.mean()).isCloseTo(0.6, within(1e-12));
        assertThat(interval.low()).isCloseTo(0.5696, within(0.006));
        assertThat(interval.high()).isCloseTo(0.6304, within(0.006));
        assertThat(interval).isEqualTo(Interval.of(scores(1000, 600), 7));
        assertThat(interval).isNotEqualTo(Interval.of(scores(1000, 600), 8));
    }

    @Test
    void aSureScoreHasNoWidth() {
        assertThat(Interval.of(scores(10, 10), 1)).isEqualTo(new Interval(1, 1, 1));
        assertThat(Interval.of(new double[0], 1)).isEqualTo(new Interval(0, 0, 0));
    }

    /** Of ten questions on which the runs differ one wins nine: by the sign test p is 22 / 1024. */
    @Test
    void thePValueIsThatOfTheSignTest() {
        double[] first = scores(20, 19);
        double[] second = scores(20, 10);
        second[19] = 1; // 9 wins, 1 loss
        PairedComparison comparison = PairedComparison.of(first, second, 3);
        assertThat(comparison.wins()).isEqualTo(9);
        assertThat(comparison.losses()).isEqualTo(1);
        assertThat(comparison.ties()).isEqualTo(10);
        assertThat(comparison.difference().mean()).isCloseTo(0.4, within(1e-12));
        assertThat(comparison.pValue()).isCloseTo(22 / 1024.0, within(0.006));
    }

    @Test
    void equalRunsDoNotDiffer() {
        assertThat(PairedComparison.of(scores(50, 20), scores(50, 20), 3).pValue())
                .isEqualTo(1);
        assertThatThrownBy(() -> PairedComparison.of(scores(2, 1), scores(3, 1), 3))
                .hasMessage("2 scores against 3");
    }

    @Test
    void yesNoErrorsAreCounted() {
        YesNoStatistics statistics = YesNoStatistics.of(Arrays.asList(
                new Verdict(YesNo.YES, YesNo.YES),
                new Verdict(YesNo.YES, YesNo.YES),
                new Verdict(YesNo.YES, YesNo.NO),
                new Verdict(YesNo.NO, YesNo.YES),
                new Verdict(YesNo.NO, YesNo.OTHER)));
        assertThat(statistics).isEqualTo(new YesNoStatistics(2, 0, 1, 1, 1));
        assertThat(statistics.accuracy()).isCloseTo(0.4, within(1e-12));
        assertThat(statistics.precision()).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(statistics.recall()).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(statistics.f1()).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(statistics.yesRatio()).isCloseTo(0.6, within(1e-12));
    }

    @Test
    void strictlyTheFirstWordIsTheAnswer() {
        assertThat(YesNo.of("know", Mode.STRICT)).isEqualTo(YesNo.OTHER);
        assertThat(YesNo.of(" \"Yes\", it is", Mode.STRICT)).isEqualTo(YesNo.YES);
        assertThat(YesNo.of("NO.\tNever", Mode.STRICT)).isEqualTo(YesNo.NO);
    }

    @Test
    void tiedOptionsAreAllNamed() {
        List<Rotation> tied = List.of(new Rotation("a", "b"), new Rotation("b", "b"));
        assertThat(CircularEvaluation.mostChosen(tied)).containsExactly("a", "b");
        assertThat(CircularEvaluation.majorityRight(tied)).isFalse();
        assertThat(CircularEvaluation.majorityMayBeRight(tied)).isTrue();
        assertThat(CircularEvaluation.allRight(tied)).isFalse();
    }

    @Test
    void strictGqaCutsAtWordsOnly() {
        assertThat(GqaAnswer.of("banana tree", Mode.STRICT)).isEqualTo("banana tree");
        assertThat(GqaAnswer.of("The answer is a the cat.", Mode.STRICT)).isEqualTo("cat");
        assertThat(GqaAnswer.of("breathe air", Mode.STRICT)).isEqualTo("breathe air");
        assertThat(GqaAnswer.of("an apple of gold", Mode.STRICT)).isEqualTo("apple");
        assertThat(GqaAnswer.of("the", Mode.STRICT)).isEqualTo("the");
    }
}
