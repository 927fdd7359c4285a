package io.github.qwenvl4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
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
                PointerScope scope = new PointerScope()) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (String name : files.tensors().keySet()) {
                Tensor tensor = files.tensor(name);
                boolean zeros = name.endsWith(".qzeros");
                tensors.put(name, zeros ? tensor.add(new Scalar(ONE_IN_EACH_NIBBLE)) : tensor);
            }
            new SafetensorsWriter(folder, Long.MAX_VALUE).write(tensors);
        }
    }
}
