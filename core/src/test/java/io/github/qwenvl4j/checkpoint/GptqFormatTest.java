package io.github.qwenvl4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.TestBlocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same model in both of GPTQ's formats answers the same. */
class GptqFormatTest {

    private static final int ONE_IN_EACH_NIBBLE = 0x11111111;
    private static final String FORMAT = "\"quant_method\"";

    @TempDir
    private Path folder;

    @Test
    void version2AnswersAsVersion1() throws IOException {
        Path first = Fixtures.path("tiny-vl-int4");
        writeAsVersion2(first);

        assertThat(ids(folder)).isEqualTo(ids(first)).isNotEmpty();
    }

    private static List<Integer> ids(Path directory) {
        try (QwenVl model = QwenVl.open(directory)) {
            AnswerOptions greedy = AnswerOptions.greedy(16);
            return model.ask(Message.user("What is it?"), greedy).ids();
        }
    }

    private void writeAsVersion2(Path first) throws IOException {
        for (String name : new String[] {"qwen.tiktoken", "generation_config.json"}) {
            Files.copy(first.resolve(name), folder.resolve(name));
        }
        String config = Files.readString(first.resolve("config.json"));
        Files.writeString(
                folder.resolve("config.json"), config.replace(FORMAT, "\"checkpoint_format\": \"gptq_v2\", " + FORMAT));
        try (TensorFiles files = TensorFiles.open(first);
                TestBlocks blocks = new TestBlocks()) {
            Map<String, Block> tensors = new LinkedHashMap<>();
            for (String name : files.tensors().keySet()) {
                Block tensor = files.tensor(name);
                tensors.put(name, name.endsWith(".qzeros") ? oneMore(tensor, blocks) : tensor);
            }
            new SafetensorsWriter(folder, Long.MAX_VALUE).write(tensors);
        }
    }

    private static Block oneMore(Block zeros, TestBlocks blocks) {
        int[] values = new int[(int) zeros.count()];
        zeros.bytes(0, (int) zeros.bytes()).asIntBuffer().get(values);
        return blocks.ints(
                Arrays.stream(values).map(word -> word + ONE_IN_EACH_NIBBLE).toArray(), zeros.shape());
    }
}
