package io.github.qwenvl4j.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.OpenedModel;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an answer looks like on the wire. */
class ChatApiTest {

    @AutoClose
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @Test
    void anAnswerIsThatOfTheLibrary() throws Exception {
        HttpResponse<String> response =
                server.chat("\"temperature\":0,\"max_tokens\":20,\"messages\":[{\"role\":\"user\",\"content\":["
                        + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"" + TestServer.dataUrl("scene-640x480.png")
                        + "\"}},{\"type\":\"text\",\"text\":\"What is this?\"}]}]");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode answer = TestServer.json(response);
        JsonNode choice = answer.at("/choices/0");
        assertThat(choice.at("/message/content").asText()).isEqualTo(alone("What is this?", "scene-640x480.png", 20));
        assertThat(answer.at("/usage/prompt_tokens").asInt()).isGreaterThan(258);
        assertThat(answer.at("/usage/completion_tokens").asInt()).isBetween(1, 20);
        assertThat(choice.at("/finish_reason").asText()).isIn("stop", "length");
        assertThat(answer.at("/object").asText()).isEqualTo("chat.completion");
        assertThat(answer.at("/id").asText()).startsWith("chatcmpl-");
        assertThat(choice.at("/message/grounding").isArray()).isTrue();
    }

    @Test
    void textBeforeThePictureIsAnsweredLikeTextBehindIt() throws Exception {
        String picture =
                "{\"type\":\"image_url\",\"image_url\":{\"url\":\"" + TestServer.dataUrl("scene-640x480.png") + "\"}}";
        String text = "{\"type\":\"text\",\"text\":\"What is this?\"}";
        JsonNode first = content(picture, text, "");
        assertThat(content(text, picture, "")).isEqualTo(first);
        assertThat(content(text, picture, ",\"image_order\":\"as_given\"")).isNotEqualTo(first);
    }

    /** Content and prompt tokens of the answer. */
    private static JsonNode content(String part, String other, String more) throws Exception {
        HttpResponse<String> response = server.chat("\"temperature\":0,\"max_tokens\":20,\"messages\":[{\"role\":"
                + "\"user\",\"content\":[" + part + "," + other + "]}]" + more);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return TestServer.json(response).at("/choices/0/message/content");
    }

    private static String alone(String question, String picture, int tokens) {
        try (QwenVl model = OpenedModel.open("tiny-vl", Precision.FLOAT32)) {
            String path = Fixtures.path("images/" + picture).toString();
            return model.ask(Message.user(question, Picture.at(path)), AnswerOptions.greedy(tokens))
                    .text();
        }
    }

    @Test
    void aStreamIsTheWholeAnswerInPieces() throws Exception {
        String request = TestServer.user("hello") + ",\"temperature\":0,\"max_tokens\":30";
        String whole = TestServer.json(server.chat(request))
                .at("/choices/0/message/content")
                .asText();
        HttpResponse<String> response =
                server.chat(request + ",\"stream\":true,\"stream_options\":{\"include_usage\":true}");
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/event-stream");
        Events events = Events.of(response.body());
        assertThat(events.text(0)).isEqualTo(whole);
        assertThat(events.done()).isTrue();
        assertThat(events.first().at("/choices/0/delta/role").asText()).isEqualTo("assistant");
        assertThat(events.last().at("/choices").isEmpty()).isTrue();
        assertThat(events.last().at("/usage/completion_tokens").asInt()).isEqualTo(30);
        assertThat(events.finishReasons()).containsExactly("length");
    }

    @Test
    void whatIsNotThereIsNullAsInOpenAisReplies() throws Exception {
        JsonNode choice = TestServer.json(server.chat("\"max_tokens\":1," + TestServer.user("hi")))
                .at("/choices/0");
        assertThat(choice.at("/logprobs").isNull()).isTrue();
        assertThat(choice.at("/message/refusal").isNull()).isTrue();
        Events events = Events.of(server.chat("\"max_tokens\":2,\"stream\":true," + TestServer.user("hi"))
                .body());
        assertThat(events.chunks()).hasSizeGreaterThan(1).allSatisfy(chunk -> {
            assertThat(chunk.at("/usage").isNull()).isTrue();
            assertThat(chunk.at("/choices/0/logprobs").isNull()).isTrue();
            assertThat(chunk.at("/choices/0").has("finish_reason")).isTrue();
        });
    }

    @Test
    void choicesDifferByTheirSeedsAndRepeat() throws Exception {
        String request =
                TestServer.user("hello") + ",\"n\":3,\"seed\":5,\"temperature\":1.5,\"top_p\":1,\"max_tokens\":12";
        JsonNode first = TestServer.json(server.chat(request));
        JsonNode second = TestServer.json(server.chat(request));
        List<String> texts = first.findValuesAsText("content");
        assertThat(texts).hasSize(3).doesNotHaveDuplicates().isEqualTo(second.findValuesAsText("content"));
        assertThat(first.at("/usage/completion_tokens").asInt()).isGreaterThan(3);
    }

    @Test
    void likelihoodsComeWithEveryToken() throws Exception {
        JsonNode choice = TestServer.json(server.chat(TestServer.user("hello")
                        + ",\"temperature\":0,\"max_tokens\":5,\"logprobs\":true,\"top_logprobs\":3"))
                .at("/choices/0");
        JsonNode entries = choice.at("/logprobs/content");
        assertThat(entries).hasSize(5);
        assertThat(entries).allSatisfy(entry -> {
            assertThat(entry.at("/top_logprobs")).hasSize(3);
            assertThat(entry.at("/logprob").asDouble())
                    .isEqualTo(entry.at("/top_logprobs/0/logprob").asDouble())
                    .isNegative();
            assertThat(entry.at("/bytes").isArray()).isTrue();
        });
    }

    @Test
    void aStopTextEndsTheAnswerBeforeIt() throws Exception {
        String request = TestServer.user("hello") + ",\"temperature\":0,\"max_tokens\":30";
        String whole = TestServer.json(server.chat(request))
                .at("/choices/0/message/content")
                .asText();
        String stop = whole.substring(10, 13);
        JsonNode cut = TestServer.json(
                server.chat(request + ",\"stop\":[\"never\"," + new ObjectMapper().writeValueAsString(stop) + "]"));
        assertThat(cut.at("/choices/0/message/content").asText()).isEqualTo(whole.substring(0, whole.indexOf(stop)));
        assertThat(cut.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    }

    @Test
    void aConversationThatGoesOnReusesWhatWasComputed() throws Exception {
        String first = "{\"role\":\"user\",\"content\":\"tell me a long story about a dog\"}";
        String answer = TestServer.json(server.chat("\"temperature\":0,\"max_tokens\":8,\"messages\":[" + first + "]"))
                .at("/choices/0/message/content")
                .asText();
        JsonNode next = TestServer.json(server.chat("\"max_tokens\":2,\"messages\":[" + first
                + ",{\"role\":\"assistant\",\"content\":"
                + new ObjectMapper().writeValueAsString(answer)
                + "},{\"role\":\"user\",\"content\":\"and then?\"}]"));
        assertThat(next.at("/usage/prompt_tokens_details/cached_tokens").asInt())
                .isGreaterThan(40);
    }

    @Test
    void theUsersOfOneKeyShareNoPrefixes() throws Exception {
        String question = "\"max_tokens\":1," + TestServer.user("a question that only these users ask") + ",\"user\":";
        List<Integer> cached = new ArrayList<>();
        for (String user : List.of("ann", "ben", "ann")) {
            cached.add(TestServer.json(server.chat(question + "\"" + user + "\""))
                    .at("/usage/prompt_tokens_details/cached_tokens")
                    .asInt());
        }
        assertThat(cached.subList(0, 2)).containsExactly(0, 0);
        assertThat(cached.get(2)).isPositive();
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, /choices/0/message/content",
        "/api/chat, /message/content",
        "/api/generate, /response"
    })
    void minPCutsTheUnlikelyOff(String route, String text) throws Exception {
        String likeliest = sampled(route, text, "\"temperature\":0");
        String any = sampled(route, text, "\"temperature\":1.5,\"seed\":5");
        assertThat(any).isNotEqualTo(likeliest);
        assertThat(sampled(route, text, "\"temperature\":1.5,\"seed\":5,\"min_p\":0"))
                .isEqualTo(any);
        assertThat(sampled(route, text, "\"temperature\":1.5,\"seed\":5,\"min_p\":1"))
                .isEqualTo(likeliest);
    }

    /** The answer of a route with these sampling fields where it wants them. */
    private static String sampled(String route, String text, String fields) throws Exception {
        String all = fields + ",\"top_p\":1,\"top_k\":0";
        String body = route.startsWith("/v1/")
                ? "\"max_tokens\":12," + all + "," + TestServer.user("hello")
                : "\"stream\":false,\"options\":{\"num_predict\":12," + all + "},"
                        + (route.equals("/api/chat") ? TestServer.user("hello") : "\"prompt\":\"hello\"");
        HttpResponse<String> response = server.post(route, "{" + body + "}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return TestServer.json(response).at(text).asText();
    }

    @Test
    void ollamaIsAnsweredInItsOwnWords() throws Exception {
        String options = "\"options\":{\"temperature\":0,\"num_predict\":6}";
        HttpResponse<String> chat = server.post(
                "/api/chat",
                "{\"model\":\"tiny-vl\"," + TestServer.user("hello") + ",\"stream\":false," + options + "}");
        HttpResponse<String> stream =
                server.post("/api/chat", "{\"model\":\"tiny-vl\"," + TestServer.user("hello") + "," + options + "}");
        HttpResponse<String> generate = server.post(
                "/api/generate", "{\"model\":\"tiny-vl\",\"prompt\":\"hello\",\"stream\":false," + options + "}");
        JsonNode whole = TestServer.json(chat);
        assertThat(whole.at("/done").asBoolean()).isTrue();
        assertThat(whole.at("/eval_count").asInt()).isEqualTo(6);
        assertThat(TestServer.json(generate).at("/response").asText())
                .isEqualTo(whole.at("/message/content").asText());
        List<JsonNode> lines = Events.lines(stream.body());
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line.at("/message/content").asText()));
        assertThat(text.toString()).isEqualTo(whole.at("/message/content").asText());
        assertThat(lines.get(lines.size() - 1).at("/done_reason").asText()).isEqualTo("length");
        assertThat(TestServer.json(server.get("/api/tags")).at("/models/0/name").asText())
                .isEqualTo("tiny-vl");
    }

    @Test
    void theServerTellsOfItself() throws Exception {
        assertThat(server.get("/health").statusCode()).isEqualTo(200);
        assertThat(TestServer.json(server.get("/v1/models")).at("/data/0/id").asText())
                .isEqualTo("tiny-vl");
        assertThat(server.get("/v1/models/tiny-vl").statusCode()).isEqualTo(200);
        assertThat(TestServer.json(server.get("/version")).at("/version").asText())
                .doesNotContain("$");
        assertThat(server.get("/metrics").body()).contains("qwenvl_batch_answers", "qwenvl_first_token_seconds_bucket");
    }
}
