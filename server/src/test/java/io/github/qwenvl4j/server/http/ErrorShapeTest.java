package io.github.qwenvl4j.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever goes wrong, and whatever a client accepts, it reads the same shape: {@code {"error": {"message": ..}}}. */
class ErrorShapeTest {

    private static final List<String> ACCEPTS = List.of("", "application/json", "text/html", "*/*", "image/png");

    @AutoClose
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    static Stream<Arguments> requests() {
        return Stream.of(
                Arguments.of("unknown route", 404, "GET /v1/nothing HTTP/1.1\r\nHost: localhost\r\n"),
                Arguments.of("unknown page file", 404, "GET /web/nothing.js HTTP/1.1\r\nHost: localhost\r\n"),
                Arguments.of("unknown model", 404, "GET /v1/models/nothing HTTP/1.1\r\nHost: localhost\r\n"),
                Arguments.of("wrong method", 405, "GET /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"),
                Arguments.of("DELETE", 405, "DELETE /v1/models HTTP/1.1\r\nHost: localhost\r\n"),
                Arguments.of("a made-up method", 405, "BREW /v1/models HTTP/1.1\r\nHost: localhost\r\n"),
                Arguments.of("OPTIONS *", 404, "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n"),
                Arguments.of("a foreign name", 403, "GET /v1/models HTTP/1.1\r\nHost: evil.example\r\n"),
                Arguments.of(
                        "no content type",
                        415,
                        "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n"),
                Arguments.of("no Host", 400, "GET /v1/models HTTP/1.1\r\n"),
                Arguments.of("bad address", 400, "GET /v1/%zz HTTP/1.1\r\nHost: localhost\r\n"),
                Arguments.of("dots", 400, "GET /web/../../x HTTP/1.1\r\nHost: localhost\r\n"),
                Arguments.of("no request line", 400, "hello\r\n"),
                Arguments.of("bad header", 400, "GET /v1/models HTTP/1.1\r\nHost: localhost\r\nno colon\r\n"),
                Arguments.of(
                        "negative length",
                        400,
                        "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n"),
                Arguments.of(
                        "two lengths",
                        400,
                        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n"),
                Arguments.of(
                        "header too large",
                        431,
                        "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "a".repeat(20_000) + "\r\n"),
                Arguments.of(
                        "address too long", 414, "GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: localhost\r\n"),
                Arguments.of("unknown version", 505, "GET / HTTP/3.7\r\nHost: localhost\r\n"),
                Arguments.of(
                        "strange expectation",
                        417,
                        "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nExpect: wonders\r\nContent-Length: 1\r\n"),
                Arguments.of(
                        "unknown transfer coding",
                        400,
                        "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: rot13\r\n"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("requests")
    void everyStatusHasOneShape(String name, int status, String request) throws Exception {
        for (String accept : ACCEPTS) {
            String headers = accept.isEmpty() ? "" : "Accept: " + accept + "\r\n";
            try (RawClient client = new RawClient(server.port())) {
                String reply = client.send(request + headers + "Connection: close\r\n\r\n")
                        .readAll();
                assertThat(reply).as(accept).startsWith("HTTP/1.1 " + status + " ");
                assertThat(reply.toLowerCase(Locale.ROOT))
                        .contains("content-type: application/json\r\n")
                        .doesNotContain("javalin", "jetty", "exception", "<html", "java.");
                JsonNode error = new ObjectMapper().readTree(body(reply)).at("/error");
                assertThat(error.at("/message").asText()).isNotBlank().doesNotContain("\n");
                assertThat(error.at("/type").asText()).isEqualTo("invalid_request_error");
                assertThat(error.has("param") && error.has("code")).isTrue();
            }
        }
    }

    private static String body(String reply) {
        return reply.substring(reply.indexOf("\r\n\r\n") + 4);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/completion, POST /v1/chat/completions",
        "/chat/completions, POST /v1/chat/completions",
        "/v1/v1/chat/completions, POST /v1/chat/completions",
        "/v1/embeddings, GET /v1/models",
        "/models, 'GET /v1/models, GET /v1/models/{model}'",
        "/healthz, 'GET /health, GET /v1/health'",
        "/api/embed, POST /api/chat",
        "/nothing, GET /openapi.json"
    })
    void anUnknownAddressIsToldWhatIsNearby(String path, String near) throws Exception {
        var reply = server.get(path, "Accept", "application/json");
        assertThat(reply.statusCode()).isEqualTo(404);
        JsonNode error = TestServer.json(reply).at("/error");
        String message =
                path.startsWith("/api/") ? error.asText() : error.at("/message").asText();
        assertThat(message).startsWith("unknown route " + path + ";").contains(near);
    }

    /** What HEAD would tell of a page is what GET sends. */
    @ParameterizedTest
    @ValueSource(strings = {"/", "/docs", "/web/main.js", "/version"})
    void headIsAnsweredLikeGetWithoutTheBody(String path) throws Exception {
        var got = server.get(path);
        var head = server.send(
                server.request(path).method("HEAD", BodyPublishers.noBody()).build());
        assertThat(head.statusCode()).isEqualTo(got.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        for (String header : List.of("Content-Type", "Content-Length", "Cache-Control", "Content-Encoding")) {
            assertThat(head.headers().allValues(header))
                    .as(header)
                    .isEqualTo(got.headers().allValues(header));
        }
        var refused = server.post(path, "{}");
        assertThat(refused.headers().firstValue("Allow").orElseThrow().split(", ?"))
                .containsExactlyInAnyOrder("GET", "HEAD");
    }

    @Test
    void aWrongMethodIsToldTheRightOne() throws Exception {
        var reply = server.get("/v1/chat/completions");
        assertThat(reply.headers().firstValue("Allow")).contains("POST");
        assertThat(TestServer.json(reply).at("/error/message").asText())
                .isEqualTo("method GET is not allowed for /v1/chat/completions; allowed: POST");
    }
}
