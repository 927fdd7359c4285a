package io.github.qwenvl4j.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Anthropic's messages on the wire. */
class MessagesApiTest {

    private static final String GREEDY = "\"temperature\":0,";

    @AutoClose
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    /** The data of server-sent events; each must have its type as its name. */
    static List<JsonNode> events(String body) throws Exception {
        List<JsonNode> events = new ArrayList<>();
        for (String event : body.strip().split("\n\n")) {
            String[] lines = event.split("\n");
            JsonNode data = new ObjectMapper().readTree(lines[1].substring("data: ".length()));
            assertThat(lines[0]).isEqualTo("event: " + data.path("type").asText());
            events.add(data);
        }
        return events;
    }

    private static HttpResponse<String> send(String fields) throws Exception {
        return server.post("/v1/messages", "{\"model\":\"tiny-vl\"," + fields + "}");
    }

    private static JsonNode sent(String fields) throws Exception {
        HttpResponse<String> response = send(fields);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return TestServer.json(response);
    }

    private static JsonNode chat(String fields) throws Exception {
        return TestServer.json(server.chat(fields));
    }

    private static String picture() throws Exception {
        String data = TestServer.dataUrl("scene-640x480.png");
        return "{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\""
                + data.substring(data.indexOf(',') + 1) + "\"}}";
    }

    @Test
    void aPictureIsAnsweredAsInAChatCompletion() throws Exception {
        String question = "{\"type\":\"text\",\"text\":\"What is this?\"}";
        JsonNode reply =
                sent(GREEDY + "\"max_tokens\":12,\"system\":\"Be short\",\"messages\":[{\"role\":\"user\",\"content\":["
                        + picture() + "," + question + "]}]");
        JsonNode chat = chat(GREEDY
                + "\"max_tokens\":12,\"messages\":[{\"role\":\"system\",\"content\":\"Be short\"},{\"role\":\"user\",\"content\":["
                + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"" + TestServer.dataUrl("scene-640x480.png")
                + "\"}},"
                + question + "]}]");
        assertThat(reply.at("/content/0/text")).isEqualTo(chat.at("/choices/0/message/content"));
        assertThat(reply.at("/type").asText()).isEqualTo("message");
        assertThat(reply.at("/id").asText()).startsWith("msg_");
        assertThat(reply.at("/stop_reason").asText()).isEqualTo("max_tokens");
        assertThat(reply.at("/stop_sequence").isNull()).isTrue();
        assertThat(reply.at("/usage/input_tokens").asInt()
                        + reply.at("/usage/cache_read_input_tokens").asInt())
                .isEqualTo(chat.at("/usage/prompt_tokens").asInt());
        assertThat(reply.at("/usage/output_tokens").asInt()).isEqualTo(12);
    }

    @Test
    void aStreamHasItsEventsInOrder() throws Exception {
        String request = TestServer.endless(6);
        List<JsonNode> events = events(send(request.replace(",\"frequency_penalty\":-2", "") + ",\"stream\":true")
                .body());
        assertThat(events.stream().map(event -> event.at("/type").asText()).distinct())
                .containsExactly(
                        "message_start",
                        "content_block_start",
                        "content_block_delta",
                        "content_block_stop",
                        "message_delta",
                        "message_stop");
        assertThat(events.get(0).at("/message/usage/input_tokens").asInt()).isPositive();
        assertThat(events.get(0).at("/message/content").isEmpty()).isTrue();
        String text = events.stream()
                .filter(event -> event.at("/type").asText().equals("content_block_delta"))
                .map(event -> event.at("/delta/text").asText())
                .collect(Collectors.joining());
        JsonNode whole = sent(request.replace(",\"frequency_penalty\":-2", ""));
        assertThat(text).isEqualTo(whole.at("/content/0/text").asText());
        JsonNode end = events.get(events.size() - 2);
        assertThat(end.at("/delta/stop_reason")).isEqualTo(whole.at("/stop_reason"));
        assertThat(end.at("/usage/output_tokens")).isEqualTo(whole.at("/usage/output_tokens"));
    }

    @Test
    void theStopSequenceThatEndedTheAnswerIsNamed() throws Exception {
        String text = sent(GREEDY + "\"max_tokens\":8," + TestServer.user("hello"))
                .at("/content/0/text")
                .asText();
        String stop = text.substring(text.length() - 1);
        JsonNode reply = sent(GREEDY + "\"max_tokens\":8,\"stop_sequences\":[\"never said\",\""
                + stop.replace("\\", "\\\\").replace("\"", "\\\"") + "\"]," + TestServer.user("hello"));
        assertThat(reply.at("/stop_reason").asText()).isEqualTo("stop_sequence");
        assertThat(reply.at("/stop_sequence").asText()).isEqualTo(stop);
        assertThat(reply.at("/content/0/text").asText()).isEqualTo(text.substring(0, text.indexOf(stop)));
    }

    @Test
    void whatTheAssistantHasSaidIsContinued() throws Exception {
        String said = sent(GREEDY + "\"max_tokens\":4," + TestServer.user("hello"))
                .at("/content/0/text")
                .asText();
        String json = new ObjectMapper().writeValueAsString(said);
        String more = sent(GREEDY + "\"max_tokens\":4,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"},"
                        + "{\"role\":\"assistant\",\"content\":" + json + "}]")
                .at("/content/0/text")
                .asText();
        String whole = chat(GREEDY + "\"max_tokens\":4,\"beginning\":" + json + "," + TestServer.user("hello"))
                .at("/choices/0/message/content")
                .asText();
        assertThat(said + more).isEqualTo(whole);
    }

    @Test
    void promptsAreCountedAsTheyAreCharged() throws Exception {
        String messages = "\"messages\":[{\"role\":\"user\",\"content\":[" + picture()
                + ",{\"type\":\"text\",\"text\":\"What is this?\"}]}]";
        HttpResponse<String> counted =
                server.post("/v1/messages/count_tokens", "{\"model\":\"tiny-vl\"," + messages + "}");
        JsonNode usage = sent("\"max_tokens\":1," + messages).at("/usage");
        assertThat(TestServer.json(counted).at("/input_tokens").asInt())
                .isEqualTo(usage.at("/input_tokens").asInt()
                        + usage.at("/cache_read_input_tokens").asInt())
                .isGreaterThan(258);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'max_tokens':5,'tools':[{'name':'x','input_schema':{}}]|400|invalid_request_error|tools must be empty",
                "'max_tokens':0|400|invalid_request_error|max_tokens must be at least 1",
                "'stream':true|400|invalid_request_error|max_tokens is missing",
                "'max_tokens':5,'thinking':{'type':'enabled'}|400|invalid_request_error|thinking.type must be disabled",
                "'max_tokens':5,'stop_sequences':['']|400|invalid_request_error|stop_sequences must have strings",
                "'max_tokens':5,'temperature':3|400|invalid_request_error|temperature must be from",
                "'max_tokens':5,'messages':[{'role':'tool','content':'x'}]|400|invalid_request_error|messages[0].role must be",
                "'max_tokens':5,'messages':[{'role':'user','content':[{'type':'tool_result','tool_use_id':'a'}]}]|400|invalid_request_error|messages[0].content[0] is the result of a tool: this model was not trained",
                "'max_tokens':5,'messages':[{'role':'user','content':[{'type':'document'}]}]|400|invalid_request_error|messages[0].content[0].type must be image or text or tool_result or tool_use",
                "'max_tokens':5,'messages':[{'role':'user','content':[{'type':'image','source':{'type':'url','url':'/etc/passwd'}}]}]|400|invalid_request_error|messages[0].content[0].source must be a data URL",
                "'max_tokens':5,'messages':[{'role':'user','content':[{'type':'image','source':{'type':'url','url':'http://127.0.0.1/x'}}]}]|400|invalid_request_error|image 1 cannot be used",
                "'max_tokens':5,'model':'other'|404|not_found_error|unknown model"
            })
    void refusalsHaveAnthropicsForm(String fields, int status, String type, String message) throws Exception {
        ObjectNode body =
                (ObjectNode) new ObjectMapper().readTree("{\"model\":\"tiny-vl\"," + TestServer.user("hi") + "}");
        body.setAll((ObjectNode) new ObjectMapper().readTree("{" + fields.replace('\'', '"') + "}"));
        HttpResponse<String> response = server.post("/v1/messages", body.toString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        JsonNode error = TestServer.json(response);
        assertThat(error.at("/type").asText()).isEqualTo("error");
        assertThat(error.at("/error/type").asText()).isEqualTo(type);
        assertThat(error.at("/error/message").asText()).startsWith(message);
        assertThat(response.headers().firstValue("request-id")).isPresent();
    }
}
