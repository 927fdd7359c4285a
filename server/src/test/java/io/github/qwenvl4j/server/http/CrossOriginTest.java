package io.github.qwenvl4j.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.QwenVlException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the browser of a page on another origin is told. */
class CrossOriginTest {

    private static final String PAGE = "http://localhost:5173";
    private static final String KEY = "0123456789abcdef-key";
    private static final String PREFLIGHT = "OPTIONS /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nOrigin: %s\r\n"
            + "Access-Control-Request-Method: POST\r\n"
            + "Access-Control-Request-Headers: authorization,content-type,x-stainless-lang\r\n"
            + "Access-Control-Request-Private-Network: true\r\nConnection: close\r\n\r\n";

    private static UnaryOperator<ServerOptions> letting(String... origins) {
        return options -> options.withAccess(new Access(
                Set.of(), CrossOrigin.of(Set.of(origins)), false, ApiKeys.of(List.of(KEY)), RateLimits.NONE));
    }

    @Test
    void anAllowedPageMayAskAndReadAndStream() throws Exception {
        try (TestServer server = TestServer.start(letting(PAGE + "/"))) {
            assertThat(send(server, PREFLIGHT.formatted(PAGE)))
                    .startsWith("http/1.1 204")
                    .contains(
                            "access-control-allow-origin: " + PAGE + "\r\n",
                            "access-control-allow-methods: get, post\r\n",
                            "access-control-allow-headers: authorization,content-type,x-stainless-lang\r\n",
                            "access-control-allow-credentials: true\r\n",
                            "access-control-allow-private-network: true\r\n",
                            "access-control-max-age: 600\r\n",
                            "vary: origin\r\n");
            String body = "{\"model\":\"tiny-vl\",\"stream\":true,\"max_tokens\":2," + TestServer.user("hi") + "}";
            try (RawClient client = new RawClient(server.port())) {
                client.post(
                        "/v1/chat/completions", body, "Origin: " + PAGE + "\r\nAuthorization: Bearer " + KEY + "\r\n");
                assertThat(client.readUntil("[DONE]").toLowerCase(Locale.ROOT))
                        .startsWith("http/1.1 200")
                        .contains(
                                "access-control-allow-origin: " + PAGE + "\r\n",
                                "access-control-expose-headers: retry-after");
            }
            assertThat(server.post("/v1/chat/completions", body, "Origin", PAGE)
                            .headers()
                            .firstValue("Access-Control-Allow-Origin"))
                    .as("the page can read why it is refused")
                    .contains(PAGE);
        }
    }

    @Test
    void otherPagesMayNot() throws Exception {
        try (TestServer server = TestServer.start(letting(PAGE))) {
            for (String origin :
                    List.of("http://localhost:5174", "https://localhost:5173", "http://evil.example", "null")) {
                assertThat(send(server, PREFLIGHT.formatted(origin)))
                        .startsWith("http/1.1 403")
                        .doesNotContain("access-control-");
                assertThat(server.get("/v1/models", "Origin", origin, "X-Api-Key", KEY)
                                .statusCode())
                        .isEqualTo(403);
            }
        }
    }

    @Test
    void byDefaultNoPageMay() throws Exception {
        try (TestServer server = TestServer.start()) {
            assertThat(send(server, PREFLIGHT.formatted(PAGE)))
                    .startsWith("http/1.1 403")
                    .doesNotContain("access-control-", "vary: origin");
        }
    }

    @Test
    void allPagesMayWithoutCredentials() throws Exception {
        try (TestServer server = TestServer.start(letting("*"))) {
            assertThat(send(server, PREFLIGHT.formatted("https://any.example")))
                    .startsWith("http/1.1 204")
                    .contains("access-control-allow-origin: *\r\n")
                    .doesNotContain("allow-credentials");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:5173", "http://a/b", "null", "", "http://user@a"})
    void whatIsNoOriginIsRefused(String origin) {
        assertThatThrownBy(() -> CrossOrigin.of(Set.of(origin)))
                .isInstanceOf(QwenVlException.class)
                .hasMessage("cors is %s, but must be scheme://host[:port], or * for all", origin);
    }

    private static String send(TestServer server, String request) throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            return client.send(request).readAll().toLowerCase(Locale.ROOT);
        }
    }
}
