package io.github.qwenvl4j.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.testing.OpenedModel;
import java.net.http.HttpResponse;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Requests that give the beginning of an answer and restrict its boxes. */
class SteeredAnswersTest {

    private static final String TAGS = "<ref>the dog</ref><box>";
    private static final String STEERED = "\"beginning\":\"" + TAGS + "\",\"constrain_boxes\":true";
    private static final String REQUEST = TestServer.user("Hi") + ",\"temperature\":0,\"max_tokens\":24,";

    @AutoClose
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    private static String library() {
        try (QwenVl model = OpenedModel.open("tiny-vl", Precision.FLOAT32)) {
            AnswerOptions options = AnswerOptions.greedy(24).withBeginning(TAGS).withConstrainBoxes(true);
            return model.ask(Message.user("Hi"), options).text();
        }
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return TestServer.json(response);
    }

    @Test
    void theAnswerIsTheLibrarysAndItsBoxIsData() throws Exception {
        JsonNode answer = json(server.chat(REQUEST + STEERED));
        JsonNode message = answer.at("/choices/0/message");
        assertThat(message.get("content").asText())
                .matches("(?s)<ref>the dog</ref><box>\\(\\d+,\\d+\\),\\(\\d+,\\d+\\)</box>.*")
                .isEqualTo(library());
        assertThat(message.at("/grounding/0/ref").asText()).isEqualTo("the dog");
        assertThat(message.at("/grounding/0/boxes/0/box")).hasSize(4);
        assertThat(answer.at("/usage/completion_tokens").asInt()).isEqualTo(24);
    }

    @Test
    void withoutTheConstraintItWritesNoBox() throws Exception {
        JsonNode message =
                json(server.chat(REQUEST + "\"beginning\":\"" + TAGS + "\"")).at("/choices/0/message");
        assertThat(message.get("content").asText()).startsWith(TAGS);
        assertThat(message.at("/grounding/0/boxes")).isEmpty();
    }

    @Test
    void eachChoiceAndTheStreamBeginWithIt() throws Exception {
        JsonNode choices = json(server.chat(REQUEST + STEERED + ",\"n\":2")).get("choices");
        Events events =
                Events.of(server.chat(REQUEST + STEERED + ",\"stream\":true").body());
        assertThat(choices)
                .hasSize(2)
                .allSatisfy(choice ->
                        assertThat(choice.at("/message/content").asText()).isEqualTo(library()));
        assertThat(events.text(0)).isEqualTo(library());
        assertThat(events.first().at("/choices/0/delta/role").asText()).isEqualTo("assistant");
    }

    @Test
    void tagsAreStrippedFromItAsFromTheRest() throws Exception {
        JsonNode message =
                json(server.chat(REQUEST + STEERED + ",\"strip_tags\":true")).at("/choices/0/message");
        assertThat(message.get("content").asText()).startsWith("the dog").doesNotContain("<ref>", "<box>");
    }

    @Test
    void ollamasRoutesTakeThemAsOptions() throws Exception {
        String options = ",\"options\":{\"temperature\":0,\"num_predict\":24," + STEERED + "}";
        JsonNode chat = json(server.post("/api/chat", "{\"stream\":false," + TestServer.user("Hi") + options + "}"));
        assertThat(chat.at("/message/content").asText()).isEqualTo(library());
        JsonNode generated = json(server.post("/api/generate", "{\"stream\":false,\"prompt\":\"Hi\"" + options + "}"));
        assertThat(generated.get("response").asText()).isEqualTo(library());
        String lines = server.post("/api/chat", "{" + TestServer.user("Hi") + options + "}")
                .body();
        assertThat(lines.lines().map(SteeredAnswersTest::piece).collect(Collectors.joining()))
                .isEqualTo(library());
    }

    private static String piece(String line) {
        try {
            return new ObjectMapper().readTree(line).at("/message/content").asText();
        } catch (JsonProcessingException e) {
            throw new AssertionError(line, e);
        }
    }

    @Test
    void badValuesAreRefusedByName() throws Exception {
        refused(server.chat(REQUEST + "\"beginning\":1"), "beginning must be a string");
        refused(server.chat(REQUEST + "\"constrain_boxes\":\"yes\""), "constrain_boxes must be true or false");
        String tooLong = "a".repeat(200_001);
        refused(
                server.chat(REQUEST + "\"beginning\":\"" + tooLong + "\""),
                "beginning has more than 200000 characters");
        refused(
                server.post(
                        "/api/chat", "{" + TestServer.user("Hi") + ",\"options\":{\"beginning\":\"" + tooLong + "\"}}"),
                "options.beginning has more than 200000 characters");
        refused(server.chat(REQUEST + "\"beginning\":\"" + "a b ".repeat(5000) + "\""), "the prompt has ");
    }

    private static void refused(HttpResponse<String> response, String message) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        JsonNode error = TestServer.json(response).get("error");
        assertThat(error.isTextual() ? error.asText() : error.get("message").asText())
                .startsWith(message);
    }
}
