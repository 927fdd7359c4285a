package io.github.qwenvl4j.family.qwen3vl;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.adapter.AdapterFolder;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.checkpoint.SafetensorsWriter;
import io.github.qwenvl4j.checkpoint.TensorInfo;
import io.github.qwenvl4j.family.Families;
import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.memory.Conversion;
import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.MadeAdapter;
import io.github.qwenvl4j.testing.OpenedModel;
import io.github.qwenvl4j.testing.TestBlocks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Adapters beside Qwen3-VL answer as if they were added to its weights, alone and in one batch. */
class AdaptedQwen3VlTest {

    private static final Path BASE = Fixtures.path("qwen3-vl/tiny-q3vl");
    private static final AnswerOptions SHORT = AnswerOptions.greedy(12);
    private static final String LANGUAGE = ".*(q_proj|k_proj|v_proj|o_proj|gate_proj|up_proj|down_proj)";

    @TempDir
    private Path folder;

    private static Message question(int number) {
        String text = "Question " + number + ": where is the green triangle?";
        return number % 2 == 0
                ? Message.user(text, OpenedModel.picture("fixtures/images/tiny-3x5.png"))
                : Message.user(text);
    }

    private static List<List<Integer>> answers(QwenVl model) {
        List<List<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            answers.add(model.ask(question(i), SHORT).ids());
        }
        return answers;
    }

    @Test
    void twoAdaptersInABatchAnswerAsTheirMergedModels() throws IOException {
        Path first = MadeAdapter.write(folder.resolve("first"), BASE, LANGUAGE, 1);
        Path second = MadeAdapter.write(folder.resolve("second"), BASE, ".*(q_proj|down_proj)", 2);
        List<List<List<Integer>>> wanted = List.of(
                ofCheckpoint(BASE),
                ofCheckpoint(merged(first, folder.resolve("m1"))),
                ofCheckpoint(merged(second, folder.resolve("m2"))));
        assertThat(wanted).doesNotHaveDuplicates();
        try (QwenVl model = OpenedModel.open(BASE, Precision.FLOAT32);
                QwenVl one = model.adapted(first);
                QwenVl two = model.adapted(second)) {
            List<QwenVl> all = List.of(model, one, two);
            List<CompletableFuture<Answer>> sent = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                sent.add(all.get(i % 3).askAsync(question(i / 3), SHORT));
            }
            for (int i = 0; i < 12; i++) {
                assertThat(sent.get(i).join().ids())
                        .as("question %d", i)
                        .isEqualTo(wanted.get(i % 3).get(i / 3));
            }
        }
    }

    private static List<List<Integer>> ofCheckpoint(Path checkpoint) {
        try (QwenVl model = OpenedModel.open(checkpoint, Precision.FLOAT32)) {
            return answers(model);
        }
    }

    /** The base with {@code B A} of an adapter (whose scaling is 1) in its weights. */
    private static Path merged(Path adapter, Path out) throws IOException {
        Files.createDirectories(out);
        try (Stream<Path> files = Files.list(BASE)) {
            for (Path file : files.filter(each -> !each.getFileName().toString().startsWith("model"))
                    .toList()) {
                Files.copy(file, out.resolve(file.getFileName()));
            }
        }
        try (Checkpoint base = Families.open(BASE);
                AdapterFolder opened = AdapterFolder.open(adapter);
                TestBlocks memory = new TestBlocks()) {
            Map<String, Block> tensors = new LinkedHashMap<>();
            for (TensorInfo tensor : base.tensors().values()) {
                long[] shape =
                        tensor.shape().stream().mapToLong(Long::longValue).toArray();
                float[] values = floats(memory, base.tensor(tensor.name()), shape);
                String module = tensor.name().replaceAll("\\.weight$", "");
                if (opened.has(module + AdapterFolder.DOWN)) {
                    add(values, memory, opened, module, shape);
                }
                tensors.put(tensor.name(), memory.floats(values, shape));
            }
            new SafetensorsWriter(out, Long.MAX_VALUE).write(tensors);
        }
        return out;
    }

    private static void add(float[] weight, TestBlocks memory, AdapterFolder adapter, String module, long[] shape) {
        int outputs = (int) shape[0];
        int inputs = (int) shape[1];
        Block a = adapter.tensor(module + AdapterFolder.DOWN);
        int rank = (int) a.shape()[0];
        float[] down = floats(memory, a, rank, inputs);
        float[] up = floats(memory, adapter.tensor(module + AdapterFolder.UP), outputs, rank);
        for (int o = 0; o < outputs; o++) {
            for (int i = 0; i < inputs; i++) {
                double sum = 0;
                for (int r = 0; r < rank; r++) {
                    sum += (double) up[o * rank + r] * down[r * inputs + i];
                }
                weight[o * inputs + i] += (float) sum;
            }
        }
    }

    private static float[] floats(TestBlocks memory, Block block, long... shape) {
        Block wide = memory.empty(DType.F32, shape);
        Conversion.convert(block, wide);
        float[] values = new float[(int) (wide.bytes() / Float.BYTES)];
        ByteBuffer.wrap(TestBlocks.bytes(wide))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return values;
    }
}
