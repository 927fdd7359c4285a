package io.github.qwenvl4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.checkpoint.QuantizationConfig.Gptq;
import io.github.qwenvl4j.family.Families;
import io.github.qwenvl4j.family.qwenvl.config.BlockLinear;
import io.github.qwenvl4j.family.qwenvl.config.LanguageConfig;
import io.github.qwenvl4j.family.qwenvl.config.QwenVlConfig;
import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.memory.Conversion;
import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.TestBlocks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GptqTensorsTest {

    private static final String PREFIX = "transformer.h.0.attn.c_attn";

    @TempDir
    Path directory;

    @Test
    void theTinyModelsLinearsHaveTheShapesOfItsConfig() {
        try (Checkpoint checkpoint = Families.open(Fixtures.path("tiny-vl-int4"))) {
            LanguageConfig config = QwenVlConfig.of(checkpoint).language();
            for (BlockLinear linear : BlockLinear.values()) {
                String prefix = "transformer.h.1." + linear.key();
                try (TestBlocks blocks = new TestBlocks()) {
                    Block weight = blocks.empty(DType.F32, linear.outputs(config), linear.inputs(config));
                    GptqTensors.of(checkpoint, prefix, linear.inputs(config), linear.outputs(config))
                            .dequantize(0, weight);
                    assertThat(deviation(Conversion.toFloats(weight))).isBetween(0.001, 1.0);
                }
            }
        }
    }

    private static double deviation(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum / values.length);
    }

    @ParameterizedTest
    @CsvSource({"GPTQ, 1", "GPTQ_V2, 0"})
    void weightsFollowTheFormulaWithScatteredGroups(Gptq.Format format, int zeroOffset) {
        int inputs = 32;
        int outputs = 16;
        int groups = 4;
        Random random = new Random(7);
        int[] q = random.ints(inputs * outputs, 0, 16).toArray();
        int[] z = random.ints(groups * outputs, 0, 16).toArray();
        float[] s = new float[groups * outputs];
        for (int i = 0; i < s.length; i++) {
            s[i] = random.nextFloat();
        }
        List<Integer> order = new ArrayList<>(
                IntStream.range(0, inputs).mapToObj(k -> k % groups).toList());
        Collections.shuffle(order, random);
        int[] groupOf = order.stream().mapToInt(Integer::intValue).toArray();

        try (TestBlocks blocks = new TestBlocks()) {
            GptqTensors tensors = new GptqTensors(
                    NibbleLayout.of(format),
                    blocks.ints(packRows(q, inputs, outputs), inputs / 8, outputs),
                    blocks.ints(packColumns(z), groups, outputs / 8),
                    s,
                    groupOf,
                    Optional.empty());
            Block weight = blocks.empty(DType.F32, outputs, inputs);
            tensors.dequantize(0, weight);
            float[] weights = Conversion.toFloats(weight);
            for (int n = 0; n < outputs; n++) {
                for (int k = 0; k < inputs; k++) {
                    int g = groupOf[k] * outputs + n;
                    float expected = s[g] * (q[k * outputs + n] - (z[g] + zeroOffset));
                    assertThat(weights[n * inputs + k]).isCloseTo(expected, within(1e-6f));
                }
            }
        }
    }

    @Test
    void plainCheckpointsHaveNoQuantisedLinears() {
        try (Checkpoint checkpoint = Families.open(Fixtures.path("tiny-vl"))) {
            assertThatThrownBy(() -> GptqTensors.of(checkpoint, PREFIX, 256, 768))
                    .isInstanceOf(QwenVlException.class)
                    .hasMessageEndingWith("config.json has no GPTQ quantization_config");
        }
    }

    @Test
    void misshapenLinearsAndWrongGroupsAreNamed() {
        TestFiles.copyOf("tiny-vl-int4", directory);
        int[] twos = new int[256];
        Arrays.fill(twos, 2);
        spoil(PREFIX + ".g_idx", twos, 256);
        try (Checkpoint checkpoint = Families.open(directory)) {
            assertThatThrownBy(() -> GptqTensors.of(checkpoint, PREFIX, 256, 768))
                    .isInstanceOf(QwenVlException.class)
                    .hasMessage(directory + ": tensor " + PREFIX + ".g_idx names groups 2 to 2, but there are 2");
        }
        spoil(PREFIX + ".qzeros", new int[190], 2, 95);
        try (Checkpoint checkpoint = Families.open(directory)) {
            assertThatThrownBy(() -> GptqTensors.of(checkpoint, PREFIX, 256, 768))
                    .isInstanceOf(QwenVlException.class)
                    .hasMessage(directory + ": tensor misshapen: " + PREFIX + ".qzeros [2, 95] instead of [2, 96]");
        }
    }

    private void spoil(String name, int[] values, long... shape) {
        try (Checkpoint checkpoint = Families.open(directory);
                TestBlocks blocks = new TestBlocks()) {
            Map<String, Block> tensors = new HashMap<>();
            checkpoint.tensors().keySet().forEach(key -> tensors.put(key, checkpoint.tensor(key)));
            tensors.put(name, blocks.ints(values, shape));
            new SafetensorsWriter(directory, Long.MAX_VALUE).write(tensors);
        }
    }

    private static int[] packRows(int[] values, int inputs, int outputs) {
        int[] packed = new int[inputs / 8 * outputs];
        for (int k = 0; k < inputs; k++) {
            for (int n = 0; n < outputs; n++) {
                packed[k / 8 * outputs + n] |= values[k * outputs + n] << (4 * (k % 8));
            }
        }
        return packed;
    }

    private static int[] packColumns(int[] values) {
        int[] packed = new int[values.length / 8];
        for (int i = 0; i < values.length; i++) {
            packed[i / 8] |= values[i] << (4 * (i % 8));
        }
        return packed;
    }
}
