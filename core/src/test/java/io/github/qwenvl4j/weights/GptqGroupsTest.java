package io.github.qwenvl4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.checkpoint.SafetensorsWriter;
import io.github.qwenvl4j.cpu.CpuBackend;
import io.github.qwenvl4j.cpu.CpuLinear;
import io.github.qwenvl4j.cpu.NativeLayer;
import io.github.qwenvl4j.cpu.WeightForm;
import io.github.qwenvl4j.family.Families;
import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.nn.LinearSpec;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.TestBlocks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a GPTQ layer that is opened as int4, for every size of its groups. */
class GptqGroupsTest {

    private static final String STEM = "transformer.h.0.attn.c_attn";
    private static final int INPUTS = 256;
    private static final int OUTPUTS = 768;
    private static final double ROUNDED = 1.0 / 128; // of the largest result: inputs and products
    private static final double ROUNDED_AGAIN = 1.0 / 32; // weights, to int8

    @TempDir
    private Path folder;

    /** Groups of 96 and 192 inputs leave a smaller one at the end, those of 1024 have no more than the layer. */
    @ParameterizedTest
    @CsvSource({"-1, 128", "32, 32", "64, 64", "96, 32", "128, 128", "192, 64", "256, 128", "1024, 128"})
    void groupsStayAsTheyWereQuantised(int size, int held) throws IOException {
        RandomGptq made = RandomGptq.of(OUTPUTS, runs(size < 0 ? INPUTS : size));
        opened(made, size, layer -> {
            assertThat(layer.form()).isEqualTo(WeightForm.INT4);
            assertThat(layer.weights().bytes()).isEqualTo(OUTPUTS * INPUTS / 2);
            assertThat(layer.scales().orElseThrow().shape()).containsExactly(INPUTS / held, OUTPUTS, 2);
            assertThat(weights(layer)).isEqualTo(made.weights());
            assertProduct(layer, made.weights(), ROUNDED);
        });
    }

    @ParameterizedTest
    @CsvSource({"8", "48"})
    void groupsThatKernelsDoNotKnowBecomeInt8(int size) throws IOException {
        RandomGptq made = RandomGptq.of(OUTPUTS, runs(size));
        opened(made, size, layer -> {
            assertThat(layer.form()).isEqualTo(WeightForm.INT8);
            assertProduct(layer, made.weights(), ROUNDED_AGAIN);
        });
    }

    /** As desc_act leaves them. */
    @Test
    void scatteredGroupsBecomeInt8() throws IOException {
        RandomGptq made = RandomGptq.of(
                OUTPUTS, IntStream.range(0, INPUTS).map(k -> k % 2).toArray());
        opened(made, 128, layer -> {
            assertThat(layer.form()).isEqualTo(WeightForm.INT8);
            assertProduct(layer, made.weights(), ROUNDED_AGAIN);
        });
    }

    @Test
    void anotherNumberOfGroupsIsRefused() throws IOException {
        RandomGptq made = RandomGptq.of(OUTPUTS, runs(64));
        assertThatThrownBy(() -> opened(made, 32, layer -> {}))
                .isInstanceOf(QwenVlException.class)
                .hasMessageStartingWith(folder + ": ")
                .hasMessageContaining(STEM + ".scales [4, 768] instead of [8, 768]");
    }

    private static int[] runs(int size) {
        return IntStream.range(0, INPUTS).map(k -> k / size).toArray();
    }

    private void opened(RandomGptq made, int size, Consumer<NativeLayer> body) throws IOException {
        write(made, size);
        LinearSpec.Part part = new LinearSpec.Part(STEM + ".weight", Optional.empty(), List.of(768L, 256L), 0, OUTPUTS);
        try (Checkpoint checkpoint = Families.open(folder);
                TensorStore store = new TensorStore(checkpoint, bytes -> {})) {
            PackedLinears linears = new PackedLinears(
                    store,
                    checkpoint.config(),
                    WeightFormat.packing(Precision.INT4, checkpoint.config()).orElseThrow());
            body.accept(linears.layer(new CheckpointLinear(store, "", part, INPUTS)));
        }
    }

    private void write(RandomGptq made, int size) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode json = (ObjectNode)
                mapper.readTree(Fixtures.path("tiny-vl-int4/config.json").toFile());
        ((ObjectNode) json.required("quantization_config")).put("group_size", size);
        mapper.writeValue(folder.resolve("config.json").toFile(), json);
        try (TestBlocks blocks = new TestBlocks()) {
            Map<String, Block> tensors = new HashMap<>(made.tensors(STEM, blocks));
            new SafetensorsWriter(folder, Long.MAX_VALUE).write(tensors);
        }
    }

    private static float[] weights(NativeLayer layer) {
        return TestBlocks.int4(layer.weights(), layer.scales().orElseThrow());
    }

    private static void assertProduct(NativeLayer layer, float[] weights, double tolerance) {
        float[] x = new float[INPUTS];
        Random random = new Random(1);
        for (int k = 0; k < INPUTS; k++) {
            x[k] = (float) random.nextGaussian();
        }
        double[] expected = new double[OUTPUTS];
        double largest = 0;
        for (int n = 0; n < OUTPUTS; n++) {
            for (int k = 0; k < INPUTS; k++) {
                expected[n] += (double) x[k] * weights[n * INPUTS + k];
            }
            largest = Math.max(largest, Math.abs(expected[n]));
        }
        try (CpuBackend backend = new CpuBackend(DType.BF16)) {
            float[] y = backend.infer(() -> new CpuLinear(List.of(layer))
                    .forward(backend.tensor(x, 1, INPUTS))
                    .toFloats());
            for (int n = 0; n < OUTPUTS; n++) {
                assertThat((double) y[n]).isCloseTo(expected[n], within(largest * tolerance));
            }
        }
    }
}
