package io.github.qwenvl4j.family.qwen3vl;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.attention.Rotation;
import io.github.qwenvl4j.cpu.CpuBackend;
import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.tensor.Taps;
import io.github.qwenvl4j.testing.GoldenTensors;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rotations and position tables of the published sizes, far positions and YaRN included, against the reference. */
class RopeGoldenTest {

    private static final GoldenTensors GOLDEN = Golden.tensors("expected-rope");
    private static final int FREQUENCIES = 64;

    @ParameterizedTest
    @ValueSource(strings = {"default", "yarn"})
    void rotationOfText(String kind) {
        Optional<Yarn> yarn = kind.equals("yarn")
                ? Optional.of(new Yarn(3, 262144, 0.1 * Math.log(3) + 1, 32, 1, true))
                : Optional.empty();
        TextConfig config =
                new TextConfig(2048, 6144, 28, 16, 8, 128, 151936, 262144, 1e-6, 5e6, List.of(24, 20, 20), true, yarn);
        int[] positions = GOLDEN.ints("text.positions");
        try (CpuBackend backend = new CpuBackend(DType.F32)) {
            Rotation rotation = new MultimodalRotary(config, backend).rotation(positions);
            float[] cos = rotation.cosines().toFloats();
            float[] sin = rotation.sines().toFloats();
            for (int row = 0; row < positions.length / 3; row++) {
                int farthest =
                        Arrays.stream(positions, 3 * row, 3 * row + 3).max().orElseThrow();
                for (int i = 0; i < FREQUENCIES; i++) {
                    int golden = row * FREQUENCIES + i;
                    int own = row * 2 * FREQUENCIES + i;
                    Offset<Float> close = Offset.offset(tolerance(farthest));
                    assertThat(cos[own])
                            .as("cos %d %d", row, i)
                            .isCloseTo(GOLDEN.floats("text." + kind + ".cos")[golden], close);
                    assertThat(sin[own])
                            .as("sin %d %d", row, i)
                            .isCloseTo(GOLDEN.floats("text." + kind + ".sin")[golden], close);
                }
            }
        }
    }

    private static float tolerance(int position) {
        if (position <= 200) {
            return 1e-5f;
        }
        return position <= 4100 ? 5e-4f : position <= 65_535 ? 5e-3f : 2e-2f;
    }

    @ParameterizedTest
    @CsvSource({"1024, 64", "1152, 72"})
    void rotationOfTheTower(int hidden, int head) {
        try (CpuBackend backend = new CpuBackend(DType.F32)) {
            Rotation rotation = new TowerPositions(tower(hidden), backend).rotation(List.of(new PatchGrid(1, 12, 20)));
            compare(GOLDEN.floats("tower." + head + ".cos"), rotation.cosines().toFloats(), head);
            compare(GOLDEN.floats("tower." + head + ".sin"), rotation.sines().toFloats(), head);
        }
    }

    /** The golden has the first half of a head's angles, which the second half repeats. */
    private static void compare(float[] golden, float[] own, int head) {
        for (int i = 0; i < golden.length; i++) {
            assertThat(own[i / (head / 2) * head + i % (head / 2)]).isCloseTo(golden[i], Offset.offset(1e-5f));
        }
    }

    @ParameterizedTest
    @CsvSource({"12, 20", "2, 226", "30, 40"})
    void tapsOfThePositionTable(int height, int width) {
        Taps taps = new TowerPositions(tower(1024), null).taps(new PatchGrid(1, height, width));
        int[] index = GOLDEN.ints("table.%dx%d.index".formatted(height, width));
        float[] weight = GOLDEN.floats("table.%dx%d.weight".formatted(height, width));
        for (int i = 0; i < weight.length; i++) {
            assertThat(taps.weight()[i]).isCloseTo(weight[i], Offset.offset(1e-5f));
            if (Math.abs(weight[i]) > 1e-5) {
                assertThat(taps.index()[i]).as("tap %d", i).isEqualTo(index[i]);
            }
        }
    }

    private static TowerConfig tower(int hidden) {
        return new TowerConfig(24, hidden, 4096, 16, 2048, 2304, 16, 2, 2, List.of(5, 11, 17));
    }
}
