package io.github.qwenvl4j.family.qwen3vl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.testing.Fixtures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A checkpoint whose tensors another program has named answers as the published one. */
class ConvertedNamesTest {

    private static final String QUESTION = "What is to be seen?";

    @ParameterizedTest
    @CsvSource({"visual., language_model.model.", "visual., model."})
    void answersAreThoseOfThePublishedNames(String visual, String text, @TempDir Path folder) throws IOException {
        Path source = Fixtures.path("qwen3-vl/tiny-q3vl-tied");
        try (Stream<Path> files = Files.list(source)) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName().toString()));
            }
        }
        rename(folder.resolve("model.safetensors"), visual, text);
        AnswerOptions options = AnswerOptions.greedy(12);
        Path picture = Fixtures.path("images/gray-300x200.png");
        try (QwenVl published = QwenVl.open(source);
                QwenVl converted = QwenVl.open(folder)) {
            Message asked = Message.user(QUESTION, Picture.of(picture));
            assertThat(converted.ask(asked, options).ids())
                    .isEqualTo(published.ask(asked, options).ids());
        }
    }

    private static void rename(Path file, String visual, String text) throws IOException {
        ByteBuffer whole = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int length = Math.toIntExact(whole.getLong(0));
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode renamed = mapper.createObjectNode();
        mapper.readTree(whole.array(), 8, length)
                .properties()
                .forEach(tensor -> renamed.set(
                        tensor.getKey().replace("model.visual.", visual).replace("model.language_model.", text),
                        tensor.getValue()));
        String json = mapper.writeValueAsString(renamed);
        byte[] header = (json + " ".repeat(-Math.floorMod(json.length(), 8) + 8)).getBytes();
        ByteBuffer out = ByteBuffer.allocate(8 + header.length + whole.capacity() - 8 - length)
                .order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(header.length).put(header).put(whole.array(), 8 + length, whole.capacity() - 8 - length);
        Files.write(file, out.array());
    }
}
