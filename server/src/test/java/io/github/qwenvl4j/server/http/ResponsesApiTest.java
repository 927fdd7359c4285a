package io.github.qwenvl4j.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.testing.OpenedModel;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** OpenAI's responses and completions on the wire: the answers of chat completions in other words. */
class ResponsesApiTest {

    @AutoClose
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    private static JsonNode post(String path, String body) throws Exception {
        HttpResponse<String> response = server.post(path, "{" + body + "}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return TestServer.json(response);
    }

    private static JsonNode chat(String fields) throws Exception {
        return post("/v1/chat/completions", "\"temperature\":0," + fields);
    }

    @Test
    void aPictureIsAnsweredAsInAChatCompletion() throws Exception {
        String url = TestServer.dataUrl("scene-640x480.png");
        JsonNode response = post(
                "/v1/responses",
                "\"temperature\":0,\"max_output_tokens\":8,\"instructions\":\"Be short\",\"input\":[{\"role\":\"user\",\"content\":["
                        + "{\"type\":\"input_image\",\"image_url\":\"" + url
                        + "\"},{\"type\":\"input_text\",\"text\":\"What is this?\"}]}]");
        JsonNode chat = chat(
                "\"max_tokens\":8,\"messages\":[{\"role\":\"system\",\"content\":\"Be short\"},{\"role\":\"user\",\"content\":["
                        + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"" + url
                        + "\"}},{\"type\":\"text\",\"text\":\"What is this?\"}]}]");
        assertThat(response.at("/output/0/content/0/text")).isEqualTo(chat.at("/choices/0/message/content"));
        assertThat(response.at("/status").asText()).isEqualTo("incomplete");
        assertThat(response.at("/incomplete_details/reason").asText()).isEqualTo("max_output_tokens");
        assertThat(response.at("/usage/input_tokens")).isEqualTo(chat.at("/usage/prompt_tokens"));
        assertThat(response.at("/usage/output_tokens").asInt()).isEqualTo(8);
        assertThat(response.at("/usage/input_tokens_details/cache_write_tokens").isInt())
                .isTrue(); // OpenAI's client for Java refuses responses without it
    }

    @Test
    void aResponseIsStreamedInOrder() throws Exception {
        String request = "\"input\":\"hello\",\"temperature\":0,\"max_output_tokens\":6";
        JsonNode whole = post("/v1/responses", request);
        List<JsonNode> events = MessagesApiTest.events(server.post("/v1/responses", "{" + request + ",\"stream\":true}")
                .body());
        assertThat(events.stream().map(event -> event.at("/type").asText()).distinct())
                .containsExactly(
                        "response.created",
                        "response.in_progress",
                        "response.output_item.added",
                        "response.content_part.added",
                        "response.output_text.delta",
                        "response.output_text.done",
                        "response.content_part.done",
                        "response.output_item.done",
                        "response." + whole.at("/status").asText());
        assertThat(events.stream().map(event -> event.at("/sequence_number").asInt()))
                .containsExactlyElementsOf(
                        IntStream.range(0, events.size()).boxed().toList());
        String text = events.stream()
                .filter(event -> event.at("/type").asText().equals("response.output_text.delta"))
                .map(event -> event.at("/delta").asText())
                .collect(Collectors.joining());
        assertThat(text).isEqualTo(whole.at("/output/0/content/0/text").asText());
        assertThat(events.get(events.size() - 1)
                        .at("/response/output/0/content/0/text")
                        .asText())
                .isEqualTo(text);
    }

    @Test
    void aTextIsContinuedAsItIs() throws Exception {
        String request = "\"prompt\":\"Once upon a time\",\"temperature\":0,\"max_tokens\":6";
        JsonNode plain = post("/v1/completions", request);
        assertThat(plain.at("/object").asText()).isEqualTo("text_completion");
        String text = plain.at("/choices/0/text").asText();
        assertThat(plain.at("/usage/prompt_tokens").asInt())
                .isEqualTo(post("/tokenize", "\"prompt\":\"Once upon a time\"")
                        .at("/count")
                        .asInt());
        JsonNode echoed = post("/v1/completions", request + ",\"echo\":true,\"logprobs\":2");
        assertThat(echoed.at("/choices/0/text").asText()).isEqualTo("Once upon a time" + text);
        JsonNode logprobs = echoed.at("/choices/0/logprobs");
        assertThat(logprobs.at("/tokens")).hasSize(6);
        assertThat(logprobs.at("/text_offset/0").asInt()).isEqualTo("Once upon a time".length());
        assertThat(logprobs.at("/top_logprobs/0")).hasSizeBetween(1, 2);
        Events events = Events.of(server.post("/v1/completions", "{" + request + ",\"stream\":true}")
                .body());
        assertThat(events.done()).isTrue();
        assertThat(events.chunks().stream()
                        .map(chunk -> chunk.at("/choices/0/text").asText())
                        .collect(Collectors.joining()))
                .isEqualTo(text);
    }

    @Test
    void anAnswerHasTheFormAskedFor() throws Exception {
        String question = "\"max_tokens\":40," + TestServer.user("hello");
        for (String form : List.of(
                "\"guided_choice\":[\"cat\",\"dog\"]",
                "\"guided_regex\":\"cat|dog\"",
                "\"structured_outputs\":{\"choice\":[\"cat\",\"dog\"]}",
                "\"structured_outputs\":{\"regex\":\"(cat|dog)\"}")) {
            JsonNode chat = chat(question + "," + form);
            assertThat(chat.at("/choices/0/message/content").asText()).as(form).isIn("cat", "dog");
            assertThat(chat.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        }
        assertThat(post("/v1/completions", "\"prompt\":\"a\",\"guided_choice\":[\"cat\",\"dog\"]")
                        .at("/choices/0/text")
                        .asText())
                .isIn("cat", "dog");
    }

    @Test
    void anAnswerFitsItsSchema() throws Exception {
        String schema =
                "{\"type\":\"object\",\"properties\":{\"color\":{\"enum\":[\"red\",\"blue\"]},\"count\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":9}},\"required\":[\"color\",\"count\"],\"additionalProperties\":false}";
        String question = "\"max_tokens\":60,\"temperature\":0," + TestServer.user("hello");
        List<String> texts = List.of(
                chat(question.replace("\"temperature\":0,", "")
                                + ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"x\",\"strict\":true,\"schema\":"
                                + schema + "}}")
                        .at("/choices/0/message/content")
                        .asText(),
                chat(question.replace("\"temperature\":0,", "") + ",\"guided_json\":" + schema)
                        .at("/choices/0/message/content")
                        .asText(),
                post(
                                "/v1/responses",
                                "\"input\":\"hello\",\"max_output_tokens\":60,\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"x\",\"schema\":"
                                        + schema + "}}")
                        .at("/output/0/content/0/text")
                        .asText(),
                post(
                                "/v1/messages",
                                "\"model\":\"tiny-vl\"," + question
                                        + ",\"output_format\":{\"type\":\"json_schema\",\"schema\":" + schema + "}")
                        .at("/content/0/text")
                        .asText(),
                post("/api/chat", TestServer.user("hello") + ",\"stream\":false,\"format\":" + schema)
                        .at("/message/content")
                        .asText());
        for (String text : texts) {
            assertThat(text).matches("\\{\"color\":\"(red|blue)\",\"count\":\\d}");
        }
    }

    @Test
    void aDecisionIsThatOfTheLibrary() throws Exception {
        JsonNode reply = post("/v1/decisions", TestServer.user("hello") + ",\"options\":[\"cat\",\"a white dog\"]");
        double sum = 0;
        for (JsonNode option : reply.at("/options")) {
            sum += option.at("/probability").asDouble();
            assertThat(option.at("/logprob").asDouble()).isNegative();
        }
        assertThat(sum).isCloseTo(1, within(1e-9));
        try (QwenVl model = OpenedModel.open("tiny-vl", Precision.FLOAT32)) {
            assertThat(reply.at("/decision").asText())
                    .isEqualTo(model.decide("hello", List.of("cat", "a white dog"))
                            .best()
                            .text());
        }
        JsonNode normalised = post(
                "/v1/decisions",
                TestServer.user("hello") + ",\"options\":[\"cat\",\"a white dog\"],\"length_normalised\":true");
        assertThat(normalised.at("/options/0/probability")).isNotEqualTo(reply.at("/options/0/probability"));
    }

    @Test
    void anOptionThatDoesNotFitIsRefusedBeforeTheOthersAreComputed() throws Exception {
        double steps = server.metric("qwenvl_step_seconds_count");
        HttpResponse<String> reply = server.post(
                "/v1/decisions",
                "{" + TestServer.user("hello") + ",\"options\":[\"cat\",\"" + "a b ".repeat(5000) + "\"]}");
        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(reply.body()).contains("does not fit behind the prompt of");
        assertThat(server.metric("qwenvl_step_seconds_count")).isEqualTo(steps);
    }
}
