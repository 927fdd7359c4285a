package io.github.qwenvl4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.Device;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.checkpoint.PublishedModel;
import io.github.qwenvl4j.checkpoint.QuantizationConfig;
import io.github.qwenvl4j.family.qwenvl.config.QwenVlConfig;
import io.github.qwenvl4j.testing.Fixtures;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which precision a checkpoint is opened in. */
class PrecisionTest {

    private static final QwenVlConfig TINY = QwenVlConfig.read(Fixtures.path("tiny-vl/config.json"));

    @ParameterizedTest
    @CsvSource({"256, FLOAT32", "64, BFLOAT16", "32, BFLOAT16", "24, INT8", "16, INT8", "12, INT4", "4, INT4"})
    void autoIsTheBestThatFits(int gigabytes, Precision expected) {
        assertThat(WeightFormat.best(PublishedModel.CONFIG, Device.CPU, gigabytes * 1e9))
                .isEqualTo(expected);
    }

    @Test
    void gptqWeightsAreNeverRoundedToInt8OnTheirOwn() {
        QwenVlConfig gptq = PublishedModel.CONFIG.withQuantization(
                new QuantizationConfig.Gptq(4, 128, false, true, QuantizationConfig.Gptq.Format.GPTQ));
        assertThat(WeightFormat.best(gptq, Device.CPU, 24e9)).isEqualTo(Precision.INT4);
        assertThat(WeightFormat.best(gptq, Device.CPU, 64e9)).isEqualTo(Precision.BFLOAT16);
    }

    @Test
    void smallModelsStayFloat32AndPackedOnesWhatTheyAre() {
        assertThat(WeightFormat.best(TINY, Device.CPU, 4e9)).isEqualTo(Precision.FLOAT32);
        QwenVlConfig packed = TINY.withQuantization(new QuantizationConfig.Packed(8));
        assertThat(WeightFormat.best(packed, Device.CPU, 4e9)).isEqualTo(Precision.INT8);
    }

    @Test
    void aGpuTakesNoQuantisedWeights() {
        assertThat(WeightFormat.best(PublishedModel.CONFIG, Device.CUDA, 4e9)).isEqualTo(Precision.BFLOAT16);
        assertThatThrownBy(() -> WeightFormat.choose(Optional.of(Precision.INT8), TINY, Device.CUDA))
                .isInstanceOf(QwenVlException.class)
                .hasMessage("device cuda: int8 weights are for the CPU only; use bfloat16 or float32");
    }

    @Test
    void namesAreChecked() {
        assertThat(Precision.of("auto")).isEmpty();
        assertThat(Precision.of("int4")).contains(Precision.INT4);
        assertThatThrownBy(() -> Precision.of("fp8"))
                .isInstanceOf(QwenVlException.class)
                .hasMessage("unknown dtype 'fp8': use float32, bfloat16, int8, int4 or auto");
    }
}
