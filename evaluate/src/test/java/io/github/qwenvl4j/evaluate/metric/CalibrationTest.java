package io.github.qwenvl4j.evaluate.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.qwenvl4j.evaluate.report.ReliabilityReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class CalibrationTest {

    private static final Offset<Double> EXACT = within(1e-12);

    private static List<Calibration.Decided> decided(double probability, int right, int wrong) {
        List<Calibration.Decided> decided = new ArrayList<>();
        IntStream.range(0, right).forEach(i -> decided.add(new Calibration.Decided(probability, true)));
        IntStream.range(0, wrong).forEach(i -> decided.add(new Calibration.Decided(probability, false)));
        return decided;
    }

    @Test
    void theErrorIsTheMeanDistanceOfProbabilityAndShare() {
        List<Calibration.Decided> all = new ArrayList<>(decided(0.85, 6, 4)); // 0.25 too sure
        all.addAll(decided(0.35, 15, 15)); // 0.15 too modest
        all.addAll(decided(1, 10, 0));
        Calibration calibration = Calibration.of(all, 10);
        assertThat(calibration.count()).isEqualTo(50);
        assertThat(calibration.error()).isEqualTo((10 * 0.25 + 30 * 0.15) / 50, EXACT);
        assertThat(calibration.accuracy()).isEqualTo(31.0 / 50, EXACT);
        assertThat(calibration.confidence()).isEqualTo((8.5 + 10.5 + 10) / 50, EXACT);
        assertThat(calibration.bins()).hasSize(10);
        assertThat(calibration.bins().get(3).count()).isEqualTo(30);
        assertThat(calibration.bins().get(9).accuracy()).isEqualTo(1, EXACT);
    }

    @Test
    void probabilitiesThatSayWhatIsRightHaveNoError() {
        List<Calibration.Decided> all = new ArrayList<>(decided(0.75, 3, 1));
        all.addAll(decided(0.25, 1, 3));
        assertThat(Calibration.of(all, 4).error()).isEqualTo(0, EXACT);
        assertThat(Calibration.of(List.of(), 10).error()).isZero();
    }

    @Test
    void thePlotShowsEachBinOnAPageThatNeedsNothingElse() {
        Calibration calibration = Calibration.of(decided(0.85, 6, 4), 10);
        String html = new ReliabilityReport("Calibration", "of <pico>", Map.of("colour", calibration)).html();
        assertThat(html)
                .contains("of &lt;pico&gt;", "10 decisions: 60.0 % right, mean probability 85.0 %")
                .contains("expected calibration error 25.0 %")
                .doesNotContain("http", "<script");
        assertThat(html.split("class=\"right\"")).hasSize(2);
    }
}
