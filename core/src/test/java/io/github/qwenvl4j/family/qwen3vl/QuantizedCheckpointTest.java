package io.github.qwenvl4j.family.qwen3vl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.checkpoint.QuantizationConfig.Packed;
import io.github.qwenvl4j.checkpoint.SafetensorsWriter;
import io.github.qwenvl4j.checkpoint.TensorFiles;
import io.github.qwenvl4j.family.Families;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.memory.Conversion;
import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.TestBlocks;
import io.github.qwenvl4j.weights.PackedCheckpointWriter;
import io.github.qwenvl4j.weights.WeightFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints of others' tools in int4 answer as the numbers that they stand for. */
class QuantizedCheckpointTest {

    private static final int GROUP = 32;
    private static final int[] AWQ_ORDER = {0, 2, 4, 6, 1, 3, 5, 7};

    @TempDir
    private Path folder;

    /** A linear layer of 4-bit numbers. @param q [inputs][outputs] @param z [groups][outputs] */
    private record Rounded(int[][] q, int[][] z, float[][] scale) {

        static Rounded of(float[] weight, int outputs, int inputs) {
            Rounded rounded = new Rounded(
                    new int[inputs][outputs], new int[inputs / GROUP][outputs], new float[inputs / GROUP][outputs]);
            for (int n = 0; n < outputs; n++) {
                for (int group = 0; group < inputs / GROUP; group++) {
                    rounded.group(weight, n, group, inputs);
                }
            }
            return rounded;
        }

        /** Scales are powers of two, so that every precision holds them. */
        private void group(float[] weight, int n, int group, int inputs) {
            float least = 0;
            float most = 0;
            for (int k = group * GROUP; k < (group + 1) * GROUP; k++) {
                least = Math.min(least, weight[n * inputs + k]);
                most = Math.max(most, weight[n * inputs + k]);
            }
            float step = (float) Math.pow(2, Math.ceil(Math.log((most - least) / 14) / Math.log(2)));
            scale[group][n] = step;
            z[group][n] = Math.min(15, Math.max(1, Math.round(-least / step)));
            for (int k = group * GROUP; k < (group + 1) * GROUP; k++) {
                q[k][n] = Math.min(15, Math.max(0, Math.round(weight[n * inputs + k] / step) + z[group][n]));
            }
        }

        float[] dense() {
            float[] weight = new float[q.length * q[0].length];
            for (int n = 0; n < q[0].length; n++) {
                for (int k = 0; k < q.length; k++) {
                    weight[n * q.length + k] = scale[k / GROUP][n] * (q[k][n] - z[k / GROUP][n]);
                }
            }
            return weight;
        }

        /** Eight rows in an integer. */
        Block alongInputs(TestBlocks blocks) {
            int[] packed = new int[q.length / 8 * q[0].length];
            for (int k = 0; k < q.length; k++) {
                for (int n = 0; n < q[0].length; n++) {
                    packed[k / 8 * q[0].length + n] |= q[k][n] << 4 * (k % 8);
                }
            }
            return blocks.ints(packed, q.length / 8, q[0].length);
        }

        static Block alongOutputs(TestBlocks blocks, int[][] values, int[] order, int less) {
            int columns = values[0].length;
            int[] packed = new int[values.length * columns / 8];
            for (int row = 0; row < values.length; row++) {
                for (int i = 0; i < columns; i++) {
                    packed[row * columns / 8 + i / 8] |= values[row][i / 8 * 8 + order[i % 8]] - less << 4 * (i % 8);
                }
            }
            return blocks.ints(packed, values.length, columns / 8);
        }

        Block scales(TestBlocks blocks) {
            float[] all = new float[scale.length * scale[0].length];
            for (int i = 0; i < all.length; i++) {
                all[i] = scale[i / scale[0].length][i % scale[0].length];
            }
            return blocks.rounded(DType.F16, all, scale.length, scale[0].length);
        }
    }

    private interface Form {
        void put(String stem, Rounded rounded, TestBlocks blocks, Map<String, Block> tensors);
    }

    private Path write(String name, String config, Form form) throws IOException {
        Path source = Fixtures.path("qwen3-vl/tiny-q3vl");
        Path target = Files.createDirectories(folder.resolve(name));
        for (String file : List.of("tokenizer.json", "generation_config.json", "preprocessor_config.json")) {
            Files.copy(source.resolve(file), target.resolve(file));
        }
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode json =
                (ObjectNode) mapper.readTree(source.resolve("config.json").toFile());
        if (!config.isEmpty()) {
            json.set("quantization_config", mapper.readTree(config));
        }
        mapper.writeValue(target.resolve("config.json").toFile(), json);
        try (TensorFiles files = TensorFiles.open(source);
                TestBlocks blocks = new TestBlocks()) {
            Map<String, Block> tensors = new LinkedHashMap<>();
            for (String key : files.tensors().keySet()) {
                Block tensor = files.tensor(key);
                if (key.matches("model\\.language_model\\.layers\\..*_proj\\.weight")) {
                    Rounded rounded =
                            Rounded.of(Conversion.toFloats(tensor), (int) tensor.size(0), (int) tensor.size(1));
                    form.put(key.replaceAll("\\.weight$", ""), rounded, blocks, tensors);
                } else {
                    tensors.put(key, tensor);
                }
            }
            new SafetensorsWriter(target, Long.MAX_VALUE).write(tensors);
        }
        return target;
    }

    private static List<Integer> ids(Path checkpoint, Precision precision) {
        try (QwenVl model = QwenVl.open(checkpoint, OpenOptions.defaults().withPrecision(precision))) {
            Message asked = Message.user("What is it?", Picture.of(Fixtures.path("images/gray-300x200.png")));
            return model.ask(asked, AnswerOptions.greedy(16)).ids();
        }
    }

    @Test
    void gptqAndAwqAnswerAsTheirNumbers() throws IOException {
        Path dense = write(
                "dense",
                "",
                (stem, rounded, blocks, tensors) -> tensors.put(
                        stem + ".weight", blocks.floats(rounded.dense(), rounded.q[0].length, rounded.q.length)));
        int[] inOrder = {0, 1, 2, 3, 4, 5, 6, 7};
        Path gptq = write(
                "gptq",
                "{\"quant_method\": \"gptq\", \"bits\": 4, \"group_size\": 32, \"sym\": false, \"desc_act\": false}",
                (stem, rounded, blocks, tensors) -> {
                    int[] groups = new int[rounded.q.length];
                    for (int k = 0; k < groups.length; k++) {
                        groups[k] = k / GROUP;
                    }
                    tensors.put(stem + ".qweight", rounded.alongInputs(blocks));
                    tensors.put(stem + ".qzeros", Rounded.alongOutputs(blocks, rounded.z, inOrder, 1));
                    tensors.put(stem + ".scales", rounded.scales(blocks));
                    tensors.put(stem + ".g_idx", blocks.ints(groups, groups.length));
                    if (stem.endsWith("q_proj")) { // some writers give every layer a bias
                        tensors.put(stem + ".bias", blocks.floats(new float[rounded.q[0].length], rounded.q[0].length));
                    }
                });
        Path awq = write(
                "awq",
                "{\"quant_method\": \"awq\", \"bits\": 4, \"group_size\": 32, \"zero_point\": true, "
                        + "\"version\": \"gemm\", \"modules_to_not_convert\": [\"visual\"]}",
                (stem, rounded, blocks, tensors) -> {
                    tensors.put(stem + ".qweight", Rounded.alongOutputs(blocks, rounded.q, AWQ_ORDER, 0));
                    tensors.put(stem + ".qzeros", Rounded.alongOutputs(blocks, rounded.z, AWQ_ORDER, 0));
                    tensors.put(stem + ".scales", rounded.scales(blocks));
                });
        List<Integer> expected = ids(dense, Precision.FLOAT32);
        assertThat(expected).isNotEmpty();
        assertThat(ids(gptq, Precision.FLOAT32)).isEqualTo(expected);
        assertThat(ids(awq, Precision.FLOAT32)).isEqualTo(expected);
        assertThat(ids(awq, Precision.INT4))
                .isEqualTo(ids(gptq, Precision.INT4))
                .isNotEmpty();
        assertThat(ids(packed(gptq), Precision.INT4)).isEqualTo(ids(gptq, Precision.INT4));
    }

    /** With the groups of the source. */
    private Path packed(Path source) throws IOException {
        Path target = folder.resolve("packed");
        try (Checkpoint checkpoint = Families.open(source)) {
            Packed packing =
                    WeightFormat.packing(Precision.INT4, checkpoint.config()).orElseThrow();
            assertThat(packing.group()).isEqualTo(GROUP);
            new PackedCheckpointWriter(checkpoint, packing, bytes -> {}).write(target);
        }
        return target;
    }
}
