package io.github.qwenvl4j.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How probable the values of an answer in JSON are, over the socket. */
class EvidenceTest {

    private static final String FORM =
            "\"guided_json\":{\"type\":\"object\",\"properties\":{\"colour\":{\"enum\":[\"red\",\"blue\"]},"
                    + "\"n\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":9}},\"required\":[\"colour\",\"n\"],"
                    + "\"additionalProperties\":false},\"max_tokens\":200";

    @AutoClose
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    private static String hello(String fields) {
        return "\"temperature\":0," + TestServer.user("hi") + "," + fields;
    }

    private static void assertEvidence(JsonNode choice, String text) throws IOException {
        JsonNode answer = new ObjectMapper().readTree(text);
        JsonNode evidence = choice.get("evidence");
        assertThat(evidence).hasSize(2);
        assertThat(evidence.at("/0/path").asText()).isEqualTo("/colour");
        assertThat(evidence.at("/0/value")).isEqualTo(answer.get("colour"));
        assertThat(evidence.at("/1/value")).isEqualTo(answer.get("n"));
        assertThat(evidence.at("/0/probability").asDouble()).isBetween(0.0, 1.0);
        assertThat(evidence.at("/0/tokens").asInt()).isPositive();
        assertThat(evidence.at("/0/needs_review").asBoolean()).isTrue();
    }

    @Test
    void aWholeReplyHasIt() throws Exception {
        JsonNode reply = TestServer.json(server.chat(hello(FORM + ",\"evidence\":true,\"review_below\":1")));
        JsonNode choice = reply.at("/choices/0");
        assertEvidence(choice, choice.at("/message/content").asText());
        assertThat(TestServer.json(server.chat(hello(FORM))).at("/choices/0").has("evidence"))
                .isFalse();
    }

    @Test
    void theLastPieceOfAStreamHasIt() throws Exception {
        HttpResponse<String> reply = server.chat(hello(FORM + ",\"evidence\":true,\"review_below\":1,\"stream\":true"));
        StringBuilder text = new StringBuilder();
        JsonNode last = null;
        for (String line : reply.body().split("\n")) {
            if (line.startsWith("data: {")) {
                JsonNode choice = new ObjectMapper().readTree(line.substring(6)).at("/choices/0");
                text.append(choice.at("/delta/content").asText());
                assertThat(choice.has("evidence"))
                        .isEqualTo(choice.get("finish_reason").isTextual());
                last = choice;
            }
        }
        assertEvidence(last, text.toString());
    }

    @Test
    void aCutAnswerIsClosedIfThatIsAskedFor() throws Exception {
        JsonNode choice = TestServer.json(
                        server.chat(hello(FORM.replace("200", "2") + ",\"close_json\":true,\"evidence\":true")))
                .at("/choices/0");
        assertThat(choice.get("finish_reason").asText()).isEqualTo("length");
        assertThat(new ObjectMapper()
                        .readTree(choice.at("/message/content").asText())
                        .isObject())
                .isTrue();
    }

    @Test
    void otherAnswersHaveNone() throws Exception {
        for (String field : new String[] {"evidence", "close_json"}) {
            HttpResponse<String> reply = server.chat(hello("\"" + field + "\":true"));
            assertThat(reply.statusCode()).isEqualTo(400);
            assertThat(TestServer.json(reply).at("/error/param").asText()).isEqualTo(field);
            assertThat(TestServer.json(reply).at("/error/message").asText()).contains("needs an answer in JSON");
        }
        HttpResponse<String> reply = server.chat(hello(FORM + ",\"evidence\":true,\"review_below\":2"));
        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(TestServer.json(reply).at("/error/param").asText()).isEqualTo("review_below");
    }
}
