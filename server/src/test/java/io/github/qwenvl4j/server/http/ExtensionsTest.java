package io.github.qwenvl4j.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** This project's own fields have the same effect in the APIs of others, over the socket. */
class ExtensionsTest {

    private static final String SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"colour\":{\"enum\":[\"red\",\"blue\"]}},\"required\":[\"colour\"],"
                    + "\"additionalProperties\":false}";

    /**
     * A route of another API.
     *
     * @param prompt of a request, with the words hi
     * @param json asks for an answer by the schema
     * @param within the object that has the extensions: {@code %s} for them
     * @param place what errors write in front of their names
     * @param text where the whole reply has its text
     * @param evidence where the whole reply has it
     * @param last where the last piece of a stream that says something has it
     */
    private record Route(
            String path,
            String prompt,
            String json,
            String within,
            String place,
            String text,
            String evidence,
            String last) {

        String request(String extensions, boolean stream, String more) {
            return "{\"model\":\"tiny-vl\"," + prompt + more + ",\"stream\":" + stream + ","
                    + within.formatted(extensions) + "}";
        }

        @Override
        public String toString() {
            return path;
        }
    }

    private static final Route RESPONSES = new Route(
            "/v1/responses",
            "\"input\":\"hi\"",
            ",\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"c\",\"schema\":" + SCHEMA + "}}",
            "\"temperature\":0,\"max_output_tokens\":100,%s",
            "",
            "/output/0/content/0/text",
            "/output/0/content/0/evidence",
            "/response/output/0/content/0/evidence");
    private static final Route MESSAGES = new Route(
            "/v1/messages",
            TestServer.user("hi"),
            ",\"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":" + SCHEMA + "}}",
            "\"temperature\":0,\"max_tokens\":100,%s",
            "",
            "/content/0/text",
            "/content/0/evidence",
            "/delta/evidence");
    private static final Route CHAT = new Route(
            "/api/chat",
            TestServer.user("hi"),
            ",\"format\":" + SCHEMA,
            "\"options\":{\"temperature\":0,\"num_predict\":100,%s}",
            "options.",
            "/message/content",
            "/message/evidence",
            "/message/evidence");
    private static final Route GENERATE = new Route(
            "/api/generate",
            "\"prompt\":\"hi\"",
            ",\"format\":" + SCHEMA,
            "\"options\":{\"temperature\":0,\"num_predict\":100,%s}",
            "options.",
            "/response",
            "/evidence",
            "/evidence");

    @AutoClose
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    static Stream<Arguments> routes() {
        return Stream.of(RESPONSES, MESSAGES, CHAT, GENERATE).map(Arguments::of);
    }

    private static void assertEvidence(JsonNode evidence, String colour) {
        assertThat(evidence).hasSize(1);
        assertThat(evidence.at("/0/path").asText()).isEqualTo("/colour");
        assertThat(evidence.at("/0/value").asText()).isEqualTo(colour);
        assertThat(evidence.at("/0/probability").asDouble()).isBetween(0.0, 1.0);
        assertThat(evidence.at("/0/needs_review").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("routes")
    void evidenceIsBesideTheTextOfAJsonAnswer(Route route) throws Exception {
        String asked = "\"evidence\":true,\"review_below\":1";
        HttpResponse<String> reply = server.post(route.path(), route.request(asked, false, route.json()));
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        assertThat(reply.headers().firstValue("X-Ignored-Fields")).isEmpty();
        JsonNode whole = TestServer.json(reply);
        String colour = new ObjectMapper()
                .readTree(whole.at(route.text()).asText())
                .get("colour")
                .asText();
        assertEvidence(whole.at(route.evidence()), colour);
        assertThat(TestServer.json(server.post(route.path(), route.request("\"evidence\":false", false, route.json())))
                        .at(route.evidence())
                        .isMissingNode())
                .isTrue();

        String streamed = server.post(route.path(), route.request(asked, true, route.json()))
                .body();
        List<JsonNode> pieces = route.path().startsWith("/api/")
                ? Events.lines(streamed)
                : Events.of(streamed).chunks();
        List<JsonNode> found = pieces.stream()
                .map(piece -> piece.at(route.last()))
                .filter(JsonNode::isArray)
                .toList();
        assertThat(found).hasSize(1);
        assertEvidence(found.get(0), colour);
    }

    @ParameterizedTest
    @MethodSource("routes")
    void evidenceOfAnotherAnswerIsRefusedByItsName(Route route) throws Exception {
        HttpResponse<String> reply = server.post(route.path(), route.request("\"evidence\":true", false, ""));
        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(reply.body()).contains(route.place() + "evidence needs an answer in JSON");
    }

    @ParameterizedTest
    @MethodSource("routes")
    void theAnswerHasItsBeginning(Route route) throws Exception {
        String asked = "\"beginning\":\"<ref>the dog</ref>\",\"strip_tags\":true";
        JsonNode whole = TestServer.json(server.post(route.path(), route.request(asked, false, "")));
        assertThat(whole.at(route.text()).asText()).startsWith("the dog");
    }
}
