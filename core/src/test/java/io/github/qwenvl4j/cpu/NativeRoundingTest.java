package io.github.qwenvl4j.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.memory.Conversion;
import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.testing.TestBlocks;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How well weights are rounded to whole numbers. */
class NativeRoundingTest {

    private static final int GROUP = 128;

    @Test
    void int8IsTheNearestMultipleOfItsScale() {
        float[] w = new Numerals(1).normal(65 * 315);
        float[] restored = int8(w, 65, 315);
        for (int row = 0; row < 65; row++) {
            double largest = 0;
            for (int k = 0; k < 315; k++) {
                largest = Math.max(largest, Math.abs(w[row * 315 + k]));
            }
            for (int k = 0; k < 315; k++) {
                assertThat(Math.abs(restored[row * 315 + k] - w[row * 315 + k]))
                        .isLessThan((float) (largest / 127 * 0.51));
            }
        }
    }

    @Test
    void int4ErrorIsWellBelowThatOfPlainRounding() {
        float[] w = new Numerals(11).normal(256 * 1024);
        double ours = squaredError(int4(w, 256, 1024, GROUP), w);
        double plain = squaredError(roundToNearest(w), w);
        System.out.printf("int4, groups of 128: squared error %.3f of plain round-to-nearest%n", ours / plain);
        assertThat(ours).isLessThan(0.85 * plain);
    }

    @Test
    void smallerGroupsAreNearer() {
        float[] w = new Numerals(12).normal(64 * 384);
        double of128 = squaredError(int4(w, 64, 384, 128), w);
        double of64 = squaredError(int4(w, 64, 384, 64), w);
        double of32 = squaredError(int4(w, 64, 384, 32), w);
        assertThat(of64).isLessThan(0.9 * of128);
        assertThat(of32).isLessThan(0.9 * of64);
    }

    /** Symmetric, 4 bits, groups of 128, the scale from the largest |w|. */
    private static float[] roundToNearest(float[] w) {
        float[] rounded = new float[w.length];
        for (int group = 0; group < w.length; group += GROUP) {
            float largest = 0;
            for (int i = group; i < group + GROUP; i++) {
                largest = Math.max(largest, Math.abs(w[i]));
            }
            float scale = largest / 7.5f;
            for (int i = group; i < group + GROUP; i++) {
                rounded[i] = Math.max(-8, Math.min(7, Math.round(w[i] / scale))) * scale;
            }
        }
        return rounded;
    }

    @Test
    void partsOfTheOutputsAreRoundedAsTheWhole() {
        float[] w = new Numerals(2).normal(192 * 256);
        try (TestBlocks blocks = new TestBlocks()) {
            Block weight = blocks.floats(w, 192, 256);
            Block whole = blocks.empty(DType.U8, 3, 256, 32);
            Block wholePairs = blocks.empty(DType.BF16, 2, 192, 2);
            NativeRounding.int4(weight, 0, whole, wholePairs);
            Block parts = blocks.empty(DType.U8, 3, 256, 32);
            Block partPairs = blocks.empty(DType.BF16, 2, 192, 2);
            NativeRounding.int4(weight.rows(0, 128), 0, parts, partPairs);
            NativeRounding.int4(weight.rows(128, 64), 128, parts, partPairs);
            assertThat(TestBlocks.bytes(parts)).isEqualTo(TestBlocks.bytes(whole));
            assertThat(TestBlocks.bytes(partPairs)).isEqualTo(TestBlocks.bytes(wholePairs));
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {0, 0.25f, -3})
    void constantWeightsSurvive(float value) {
        float[] w = new float[64 * 128];
        Arrays.fill(w, value);
        for (float[] restored : new float[][] {int8(w, 64, 128), int4(w, 64, 128, GROUP)}) {
            for (float each : restored) {
                assertThat(Math.abs(each - value)).isLessThan(0.02f);
            }
        }
    }

    private static float[] int8(float[] w, int outputs, int inputs) {
        try (TestBlocks blocks = new TestBlocks()) {
            Block values = blocks.empty(DType.I8, outputs, inputs);
            Block scales = blocks.empty(DType.BF16, outputs);
            NativeRounding.int8(blocks.floats(w, outputs, inputs), values, scales);
            byte[] whole = TestBlocks.bytes(values);
            float[] wide = Conversion.toFloats(scales);
            float[] restored = new float[w.length];
            for (int i = 0; i < w.length; i++) {
                restored[i] = whole[i] * wide[i / inputs];
            }
            return restored;
        }
    }

    private static float[] int4(float[] w, int outputs, int inputs, int group) {
        try (TestBlocks blocks = new TestBlocks()) {
            Block packed = blocks.empty(DType.U8, outputs / 64, inputs, 32);
            Block pairs = blocks.empty(DType.BF16, inputs / group, outputs, 2);
            NativeRounding.int4(blocks.floats(w, outputs, inputs), 0, packed, pairs);
            return TestBlocks.int4(packed, pairs);
        }
    }

    private static double squaredError(float[] actual, float[] expected) {
        double sum = 0;
        for (int i = 0; i < actual.length; i++) {
            sum += Math.pow(actual[i] - expected[i], 2);
        }
        return sum;
    }
}
