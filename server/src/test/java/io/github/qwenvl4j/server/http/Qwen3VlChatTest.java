package io.github.qwenvl4j.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.OpenedModel;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.Base64;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The chat route with a checkpoint of Qwen3-VL. */
class Qwen3VlChatTest {

    @Test
    void anAnswerAboutAPictureIsTheReferences() throws Exception {
        JsonNode golden = Fixtures.json("qwen3-vl/expected-language.json").get(1);
        byte[] picture =
                Files.readAllBytes(Fixtures.shared(golden.at("/images/0").asText()));
        String request = "\"temperature\":0,\"max_tokens\":24,\"messages\":[{\"role\":\"user\",\"content\":["
                + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,"
                + Base64.getEncoder().encodeToString(picture)
                + "\"}},{\"type\":\"text\",\"text\":\"Describe this image.\"}]}]";
        try (TestServer server = TestServer.start(
                "tiny-vl",
                UnaryOperator.identity(),
                () -> OpenedModel.open(Fixtures.path("qwen3-vl/tiny-q3vl"), Precision.FLOAT32))) {
            HttpResponse<String> whole = server.chat(request);
            assertThat(whole.statusCode()).as(whole.body()).isEqualTo(200);
            JsonNode answer = TestServer.json(whole);
            assertThat(answer.at("/choices/0/message/content")).isEqualTo(golden.get("greedy_text"));
            assertThat(answer.at("/usage/prompt_tokens").asInt())
                    .isEqualTo(golden.get("input_ids").size());
            HttpResponse<String> streamed = server.chat("\"stream\":true," + request);
            StringBuilder text = new StringBuilder();
            for (String line : streamed.body().lines().toList()) {
                if (line.startsWith("data: {")) {
                    text.append(new ObjectMapper()
                            .readTree(line.substring(6))
                            .at("/choices/0/delta/content")
                            .asText());
                }
            }
            assertThat(text.toString()).isEqualTo(golden.get("greedy_text").asText());
        }
    }
}
