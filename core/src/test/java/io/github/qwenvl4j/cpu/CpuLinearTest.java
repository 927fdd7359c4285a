package io.github.qwenvl4j.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import io.github.qwenvl4j.cpu.RandomLayers.Made;
import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.testing.TestBlocks;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Linear layers of each form, in each set that this processor has, against sums in double precision. */
class CpuLinearTest {

    private static final double ROUNDED = 1.0 / 128; // of the largest result: inputs, products and sums with the bias
    private static final double FLOAT32 = 1e-5;

    @AfterEach
    void allThreads() {
        ComputeThreads.choose(ComputeThreads.all());
    }

    @ParameterizedTest
    @CsvSource({
        "INT8, 1, 4, 64",
        "INT8, 2, 68, 1664",
        "INT8, 7, 64, 4096",
        "INT8, 100, 68, 128",
        "INT8, 1, 33, 4304",
        "INT8, 4, 3, 70",
        "INT8, 6, 7, 1",
        "INT8, 16, 64, 64",
        "INT8, 33, 131, 4304",
        "INT8, 1040, 40, 600",
        "INT4, 1, 64, 128",
        "INT4, 2, 128, 4096",
        "INT4, 31, 128, 128",
        "INT4, 32, 64, 128",
        "INT4, 100, 192, 4096",
        "INT4, 65, 320, 384",
        "INT4, 1060, 64, 640",
        "INT4, 1, 64, 64",
        "INT4, 33, 128, 320",
        "INT4, 2, 64, 96",
        "INT4, 65, 192, 4000",
        "BFLOAT16, 1, 4, 128",
        "BFLOAT16, 3, 72, 1664",
        "BFLOAT16, 4, 3, 1",
        "BFLOAT16, 9, 35, 4304",
        "BFLOAT16, 33, 6, 33",
        "BFLOAT16, 1040, 40, 600",
        "FLOAT32, 1, 4, 128",
        "FLOAT32, 2, 33, 1664",
        "FLOAT32, 5, 3, 1",
        "FLOAT32, 17, 72, 4304",
        "FLOAT32, 64, 130, 33",
        "FLOAT32, 500, 40, 600",
        "WIDENED, 1, 4, 128",
        "WIDENED, 5, 3, 1",
        "WIDENED, 17, 72, 4304"
    })
    void aLayerIsItsProduct(WeightForm form, int rows, int outputs, int inputs) {
        withBackend((backend, blocks) -> {
            Numerals random = new Numerals(3);
            Made made = new RandomLayers(blocks, random).layer(form, outputs, inputs, true);
            float[] x = random.normal((long) rows * inputs);
            float[] seen = form.computed() == DType.F32 ? x : Numerals.bfloat16(x);
            double[] expected = Numerals.product(seen, made.weights(), inputs);
            for (int i = 0; i < expected.length; i++) {
                expected[i] += made.bias()[i % outputs];
            }
            float[] y = forward(backend, new CpuLinear(List.of(made.layer())), x, inputs);
            assertThat(Numerals.error(y, expected)).isLessThan(form.computed() == DType.F32 ? FLOAT32 : ROUNDED);
        });
    }

    /** So that a checkpoint of bfloat16 gives the same answers in float32 as when it was converted. */
    @ParameterizedTest
    @CsvSource({"1, 4, 128", "3, 33, 1664", "5, 3, 1", "15, 130, 33", "16, 130, 33", "70, 72, 4304"})
    void widenedWeightsGiveWhatConvertedOnesGive(int rows, int outputs, int inputs) {
        withBackend((backend, blocks) -> {
            Numerals random = new Numerals(4);
            Made made = new RandomLayers(blocks, random).layer(WeightForm.WIDENED, outputs, inputs, true);
            NativeLayer converted = new NativeLayer(
                    WeightForm.FLOAT32,
                    outputs,
                    inputs,
                    blocks.floats(made.weights(), outputs, inputs),
                    Optional.empty(),
                    made.layer().bias());
            float[] x = random.normal((long) rows * inputs);
            assertThat(forward(backend, new CpuLinear(List.of(made.layer())), x, inputs))
                    .isEqualTo(forward(backend, new CpuLinear(List.of(converted)), x, inputs));
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 70})
    void stackedLayersAreSideBySide(int rows) {
        withBackend((backend, blocks) -> {
            Numerals random = new Numerals(5);
            RandomLayers layers = new RandomLayers(blocks, random);
            NativeLayer first = layers.layer(WeightForm.INT4, 64, 256, false).layer();
            NativeLayer second = layers.layer(WeightForm.INT8, 36, 256, true).layer();
            float[] x = random.normal(rows * 256L);
            float[] both = forward(backend, new CpuLinear(List.of(first, second)), x, 256);
            float[] one = forward(backend, new CpuLinear(List.of(first)), x, 256);
            float[] other = forward(backend, new CpuLinear(List.of(second)), x, 256);
            for (int row = 0; row < rows; row++) {
                assertThat(Arrays.copyOfRange(both, row * 100, row * 100 + 64))
                        .isEqualTo(Arrays.copyOfRange(one, row * 64, (row + 1) * 64));
                assertThat(Arrays.copyOfRange(both, row * 100 + 64, (row + 1) * 100))
                        .isEqualTo(Arrays.copyOfRange(other, row * 36, (row + 1) * 36));
            }
        });
    }

    /** Rows are prepared by groups: for layers with the same ones only. */
    @Test
    void layersWithOtherGroupsAreStackedToo() {
        withBackend((backend, blocks) -> {
            Numerals random = new Numerals(8);
            RandomLayers layers = new RandomLayers(blocks, random);
            List<NativeLayer> stacked = IntStream.of(128, 32, 64)
                    .mapToObj(group -> layers.int4(64, 256, group).layer())
                    .toList();
            float[] x = random.normal(256);
            float[] all = forward(backend, new CpuLinear(stacked), x, 256);
            for (int i = 0; i < stacked.size(); i++) {
                assertThat(Arrays.copyOfRange(all, 64 * i, 64 * (i + 1)))
                        .isEqualTo(forward(backend, new CpuLinear(stacked.subList(i, i + 1)), x, 256));
            }
        });
    }

    @ParameterizedTest
    @CsvSource({
        "INT8, 5",
        "INT4, 5",
        "BFLOAT16, 5",
        "FLOAT32, 5",
        "WIDENED, 5",
        "INT8, 100",
        "INT4, 100",
        "BFLOAT16, 100",
        "FLOAT32, 100",
        "WIDENED, 100"
    })
    void theNumberOfThreadsDoesNotMatter(WeightForm form, int rows) {
        withBackend((backend, blocks) -> {
            Numerals random = new Numerals(7);
            CpuLinear layer = new CpuLinear(List.of(
                    new RandomLayers(blocks, random).layer(form, 192, 384, true).layer()));
            float[] x = random.normal(rows * 384L);
            ComputeThreads.choose(1);
            float[] alone = forward(backend, layer, x, 384);
            ComputeThreads.choose(5);
            assertThat(forward(backend, layer, x, 384)).isEqualTo(alone);
        });
    }

    @Test
    void manyThreadsAtOnceGetTheSame() {
        withBackend((backend, blocks) -> {
            Numerals random = new Numerals(9);
            CpuLinear layer = new CpuLinear(List.of(new RandomLayers(blocks, random)
                    .layer(WeightForm.INT8, 256, 256, false)
                    .layer()));
            float[] x = random.normal(9 * 256);
            float[] expected = forward(backend, layer, x, 256);
            assertThat(IntStream.range(0, 200).parallel().mapToObj(i -> forward(backend, layer, x, 256)))
                    .allMatch(y -> Arrays.equals(y, expected));
        });
    }

    @Test
    void rowsOfZerosAndOfWhatIsNoNumberStayWhatTheyAre() {
        withBackend((backend, blocks) -> {
            float[] x = new float[6 * 128];
            Arrays.fill(x, 1);
            Arrays.fill(x, 0, 128, 0);
            Arrays.fill(x, 128, 256, 1e-38f);
            x[2 * 128 + 7] = Float.NaN;
            x[3 * 128 + 127] = Float.NEGATIVE_INFINITY;
            Arrays.fill(x, 4 * 128, 5 * 128, 1e30f);
            byte[] ones = new byte[64 * 128];
            Arrays.fill(ones, (byte) 1);
            float[] y = forward(backend, int8(blocks, ones, 64, 128), x, 128);
            assertThat(y[0]).isZero();
            assertThat(y[64]).isZero();
            assertThat(y[2 * 64]).isNaN();
            assertThat(y[3 * 64]).isNaN();
            assertThat(y[4 * 64]).isCloseTo(128e30f, withPercentage(1));
            assertThat(y[5 * 64]).isEqualTo(128);
        });
    }

    /** The largest numbers that there are, of one sign: the longest sums must not overflow. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5})
    void theLargestSumsDoNotOverflow(int rows) {
        withBackend((backend, blocks) -> {
            float[] x = new float[rows * 16384];
            Arrays.fill(x, 1);
            byte[] least = new byte[64 * 16384];
            Arrays.fill(least, (byte) -127);
            for (float y : forward(backend, int8(blocks, least, 64, 16384), x, 16384)) {
                assertThat(y).isCloseTo(-127f * 16384, withPercentage(0.5));
            }
        });
    }

    @Test
    void noRowsGiveNoRows() {
        withBackend((backend, blocks) -> assertThat(
                        forward(backend, int8(blocks, new byte[64 * 128], 64, 128), new float[0], 128))
                .isEmpty());
    }

    private static CpuLinear int8(TestBlocks blocks, byte[] values, int outputs, int inputs) {
        float[] ones = new float[outputs];
        Arrays.fill(ones, 1);
        Block scales = blocks.rounded(DType.BF16, ones, outputs);
        return new CpuLinear(List.of(new NativeLayer(
                WeightForm.INT8,
                outputs,
                inputs,
                blocks.bytes(DType.I8, values, outputs, inputs),
                Optional.of(scales),
                Optional.empty())));
    }

    private static float[] forward(CpuBackend backend, CpuLinear layer, float[] x, int inputs) {
        return backend.infer(() ->
                layer.forward(backend.tensor(x, x.length / inputs, inputs)).toFloats());
    }

    private static void withBackend(BiConsumer<CpuBackend, TestBlocks> body) {
        EachSet.run(() -> {
            try (CpuBackend backend = new CpuBackend(DType.BF16);
                    TestBlocks blocks = new TestBlocks()) {
                body.accept(backend, blocks);
            }
        });
    }
}
