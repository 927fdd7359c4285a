package io.github.qwenvl4j.chat;

import com.sun.management.OperatingSystemMXBean;
import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.Timings;
import io.github.qwenvl4j.checkpoint.ExpectedTensors;
import io.github.qwenvl4j.checkpoint.SafetensorsWriter;
import io.github.qwenvl4j.checkpoint.TensorInfo;
import io.github.qwenvl4j.family.qwenvl.config.QwenVlConfig;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.testing.TestBlocks;
import io.github.qwenvl4j.testing.TestFolders;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Prints what a second question costs against the first, on a model of more than 300 million random parameters (bfloat16)
 * and one picture: up to the first new token, and with eight tokens. From the repository root:
 *
 * <pre>
 * mvn -q -pl core test-compile dependency:build-classpath -Dmdep.outputFile=target/classpath
 * OMP_NUM_THREADS=1 java \
 *     -cp core/target/classes:core/target/test-classes:$(cat core/target/classpath) \
 *     io.github.qwenvl4j.chat.SecondTurnTime
 * </pre>
 */
public final class SecondTurnTime {

    private static final Path FIXTURES = Path.of("core/src/test/resources/fixtures");
    private static final int TOKENS = 8;
    private static final String CONFIG = """
            {"model_type": "qwen", "hidden_size": 1280, "num_hidden_layers": 12, "num_attention_heads": 10,
             "kv_channels": 128, "intermediate_size": 6912, "vocab_size": 832, "layer_norm_epsilon": 1e-6,
             "rotary_emb_base": 10000, "rotary_pct": 1.0, "seq_length": 2048, "max_position_embeddings": 8192,
             "use_dynamic_ntk": true, "use_logn_attn": true, "no_bias": true, "tie_word_embeddings": false,
             "torch_dtype": "bfloat16",
             "visual": {"width": 1024, "layers": 6, "heads": 16, "mlp_ratio": 4.0, "patch_size": 14, "image_size": 448,
                        "output_dim": 1280, "image_start_id": 770}}
            """;

    private SecondTurnTime() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = TestFolders.create("random-300m");
        System.out.printf("%,d parameters%n", write(folder));
        try (QwenVl model = QwenVl.open(folder, OpenOptions.defaults().withPrecision(Precision.BFLOAT16))) {
            talk(model, false); // warm up: the first run of everything is slower
            talk(model, true);
        }
    }

    private static long write(Path folder) throws IOException {
        for (String name : List.of("generation_config.json", "tokenizer_config.json", "qwen.tiktoken")) {
            Files.copy(FIXTURES.resolve("tiny-vl").resolve(name), folder.resolve(name));
        }
        Files.writeString(folder.resolve("config.json"), CONFIG);
        ExpectedTensors expected =
                QwenVlConfig.read(folder.resolve("config.json")).tensors();
        List<TensorInfo> layout = new ArrayList<>();
        expected.shapes().forEach((name, shape) -> layout.add(new TensorInfo(name, DType.BF16, shape, "")));
        new SafetensorsWriter(folder, Long.MAX_VALUE).write(layout, (name, body) -> {
            try (TestBlocks blocks = new TestBlocks()) {
                body.accept(random(blocks, expected.shapes().get(name)));
            }
        });
        return expected.parameters();
    }

    private static Block random(TestBlocks blocks, List<Long> shape) {
        long[] sizes = shape.stream().mapToLong(Long::longValue).toArray();
        float[] values = new float[Math.toIntExact(Arrays.stream(sizes).reduce(1, Math::multiplyExact))];
        Random random = new Random(values.length);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (0.02 * random.nextGaussian());
        }
        return blocks.rounded(DType.BF16, values, sizes);
    }

    private static void talk(QwenVl model, boolean print) {
        String picture = FIXTURES.resolve(print ? "images/scene-640x480.png" : "images/gray-300x200.png")
                .toString();
        AnswerOptions options = AnswerOptions.greedy(TOKENS);
        try (Conversation conversation = model.conversation()) {
            double start = cpuMillis();
            Answer first = conversation.ask(Message.user("What is this?", Picture.at(picture)), options);
            double between = cpuMillis();
            Answer second = conversation.ask(Message.user("Where is the dog?"), options);
            double end = cpuMillis();
            if (print) {
                print("first", first, between - start);
                print("second", second, end - between);
                System.out.printf(
                        "ratio up to the first token %.3f, whole answer %.3f, processor time %.3f%n",
                        prompt(second) / prompt(first),
                        whole(second) / whole(first),
                        (end - between) / (between - start));
            }
        }
    }

    /** Of the whole process: tells more than a clock on a machine that is busy with other things. */
    private static double cpuMillis() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime() / 1e6;
    }

    private static void print(String turn, Answer answer, double cpu) {
        Timings t = answer.timings();
        System.out.printf(
                "%-6s turn: %4d prompt ids, %4d reused; vision %7.1f ms, prefill %7.1f ms, %d tokens %7.1f ms;"
                        + " processor %7.1f ms%n",
                turn,
                answer.usage().promptTokens(),
                answer.usage().reusedTokens(),
                t.vision(),
                t.prefill(),
                answer.ids().size(),
                t.decode(),
                cpu);
    }

    private static double prompt(Answer answer) {
        return answer.timings().vision() + answer.timings().prefill();
    }

    private static double whole(Answer answer) {
        return prompt(answer) + answer.timings().decode();
    }
}
