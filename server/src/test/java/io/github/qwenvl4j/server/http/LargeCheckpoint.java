package io.github.qwenvl4j.server.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.qwenvl4j.checkpoint.SafetensorsWriter;
import io.github.qwenvl4j.checkpoint.TensorInfo;
import io.github.qwenvl4j.family.qwenvl.config.QwenVlConfig;
import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.testing.TestBlocks;
import io.github.qwenvl4j.testing.TestFolders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A checkpoint of about 300 million random parameters, made in a temporary folder around another one's vocabulary. */
final class LargeCheckpoint {

    private LargeCheckpoint() {}

    static Path write(Path like) {
        try {
            Path folder = TestFolders.create("random-300m");
            for (String name : List.of("qwen.tiktoken", "generation_config.json", "tokenizer_config.json")) {
                Files.copy(like.resolve(name), folder.resolve(name));
            }
            ObjectMapper mapper = new ObjectMapper();
            ObjectNode config =
                    (ObjectNode) mapper.readTree(like.resolve("config.json").toFile());
            config.put("hidden_size", 1024)
                    .put("intermediate_size", 5504)
                    .put("num_attention_heads", 16)
                    .put("num_hidden_layers", 24);
            ((ObjectNode) config.get("visual")).put("output_dim", 1024);
            mapper.writeValue(folder.resolve("config.json").toFile(), config);
            Map<String, List<Long>> shapes =
                    QwenVlConfig.read(folder.resolve("config.json")).tensors().shapes();
            List<TensorInfo> layout = shapes.entrySet().stream()
                    .map(entry -> new TensorInfo(entry.getKey(), DType.BF16, entry.getValue(), ""))
                    .toList();
            System.out.printf(
                    "%.0f million parameters%n",
                    layout.stream().mapToLong(TensorInfo::elements).sum() / 1e6);
            new SafetensorsWriter(folder, 1L << 30).write(layout, (name, body) -> {
                try (TestBlocks blocks = new TestBlocks()) {
                    body.accept(random(blocks, shapes.get(name)));
                }
            });
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
}
