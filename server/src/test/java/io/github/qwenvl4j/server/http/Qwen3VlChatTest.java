package io.github.qwenvl4j.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.OpenedModel;
import java.io.IOException;
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

    private static String url(String image) throws IOException {
        byte[] file = Files.readAllBytes(Fixtures.path(image));
        return "\"data:image/png;base64," + Base64.getEncoder().encodeToString(file) + "\"";
    }

    private static JsonNode answer(TestServer server, String part) throws Exception {
        return TestServer.json(
                server.chat("\"temperature\":0,\"max_tokens\":2,\"messages\":[{\"role\":\"user\",\"content\":[" + part
                        + ",{\"type\":\"text\",\"text\":\"What?\"}]}]"));
    }

    @Test
    void aRequestSaysHowManyPixelsAreSeen() throws Exception {
        String picture = url("images/gray-300x200.png"); // enlarged to 10 x 7 tokens, as the checkpoint says
        try (TestServer server = qwen3Vl()) {
            String image = "{\"type\":\"image_url\",\"image_url\":{\"url\":" + picture + "%s}}";
            int usual = tokens(answer(server, image.formatted("")));
            assertThat(usual - tokens(answer(server, image.formatted(",\"max_pixels\":16384"))))
                    .isEqualTo(10 * 7 - 4 * 3);
            JsonNode refused = answer(server, image.formatted(",\"max_pixels\":0"));
            assertThat(refused.at("/error/message").asText())
                    .contains("messages[0].content[0].image_url", "max-pixels is 0, but must be from 1");
        }
    }

    @Test
    void framesOfAVideoAreSeen() throws Exception {
        String frame = url("images/gray-300x200.png");
        String video = "{\"type\":\"video\",\"video\":[" + frame + "," + frame + "," + frame + "],\"fps\":%s}";
        try (TestServer server = qwen3Vl()) {
            JsonNode answer = answer(server, video.formatted("1"));
            assertThat(answer.at("/choices/0/finish_reason").asText()).isNotEmpty();
            assertThat(tokens(answer)).isGreaterThan(2 * 9 * 6).isLessThan(2 * 9 * 6 + 90);
            assertThat(answer(server, video.formatted("0")).at("/error/message").asText())
                    .contains("messages[0].content[0]", "rate of a video's frames is 0.0");
        }
    }

    private static int tokens(JsonNode answer) {
        return answer.at("/usage/prompt_tokens").asInt();
    }

    private static TestServer qwen3Vl() throws Exception {
        return TestServer.start(
                "tiny-vl",
                UnaryOperator.identity(),
                () -> OpenedModel.open(Fixtures.path("qwen3-vl/tiny-q3vl"), Precision.FLOAT32));
    }
}
