package io.github.qwenvl4j.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.QwenVlException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys, rates and addresses. */
class AccessTest {

    private static final String ALICE = "alice-0123456789abcdef";
    private static final String KEY_TWO = "0123456789abcdef-two";

    @Test
    void everyAddressButPageAndHealthNeedsAKey() throws Exception {
        try (TestServer server =
                TestServer.start(options -> options.withKeys(ApiKeys.of(List.of("alice:" + ALICE, KEY_TWO))))) {
            for (String path :
                    List.of("/v1/models", "/api/tags", "/metrics", "/props", "/version", "/openapi.json", "/nowhere")) {
                assertThat(server.get(path).statusCode()).as(path).isEqualTo(401);
                assertThat(server.get(path, "Authorization", "Bearer " + ALICE + "x")
                                .statusCode())
                        .isEqualTo(401);
                assertThat(server.get(path, "Authorization", "Basic " + ALICE).statusCode())
                        .isEqualTo(401);
                assertThat(server.get(path, "X-Api-Key", ALICE + "x").statusCode())
                        .isEqualTo(401);
            }
            for (String path : List.of("/health", "/v1/health", "/ping", "/", "/web/main.js")) {
                assertThat(server.get(path).statusCode()).as(path).isEqualTo(200);
            }
            for (String key : List.of(ALICE, KEY_TWO)) {
                for (String[] header : List.of(
                        new String[] {"Authorization", "Bearer " + key},
                        new String[] {"X-Api-Key", key},
                        new String[] {"Api-Key", key})) {
                    assertThat(server.get("/v1/models", header).statusCode())
                            .as(header[0])
                            .isEqualTo(200);
                }
            }
            HttpResponse<String> refused = server.chat(TestServer.user("hi"));
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(TestServer.json(refused).at("/error/code").asText()).isEqualTo("invalid_api_key");
        }
    }

    @Test
    void aKeyIsHeldToItsRequestRate() throws Exception {
        try (TestServer server = TestServer.start(options ->
                options.withKeys(ApiKeys.of(List.of("a:" + ALICE, KEY_TWO))).withRates(new RateLimits(2, 0)))) {
            String body = "{\"model\":\"tiny-vl\",\"max_tokens\":1," + TestServer.user("hi") + "}";
            String[] alice = {"Authorization", "Bearer " + ALICE};
            assertThat(server.post("/v1/chat/completions", body, alice).statusCode())
                    .isEqualTo(200);
            assertThat(server.post("/v1/chat/completions", body, alice).statusCode())
                    .isEqualTo(200);
            HttpResponse<String> third = server.post("/v1/chat/completions", body, alice);
            assertThat(third.statusCode()).isEqualTo(429);
            assertThat(Integer.parseInt(
                            third.headers().firstValue("Retry-After").orElseThrow()))
                    .isBetween(1, 30);
            assertThat(server.post("/v1/chat/completions", body, "Authorization", "Bearer " + KEY_TWO)
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void ratesRefillWithTime() {
        AtomicLong clock = new AtomicLong();
        RateLimiter limiter = new RateLimiter(new RateLimits(0, 600), clock::get);
        assertThat(limiter.admit("a")).isEmpty();
        limiter.used("a", 1200);
        assertThat(limiter.admit("a")).isEqualTo(OptionalInt.of(61));
        assertThat(limiter.admit("b")).isEmpty();
        clock.addAndGet(Duration.ofSeconds(61).toNanos());
        assertThat(limiter.admit("a")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
    void otherMachinesAreNotLetInWithoutAKey(String host) {
        ServerOptions local = ServerOptions.local(0);
        assertThatThrownBy(() -> open(local, host, false))
                .isInstanceOf(QwenVlException.class)
                .hasMessageContaining(host);
        assertThat(open(local, host, true).access().openWithoutKey()).isTrue();
    }

    private static ServerOptions open(ServerOptions o, String host, boolean openWithoutKey) {
        Access access = new Access(Set.of(), CrossOrigin.none(), openWithoutKey, ApiKeys.none(), RateLimits.NONE);
        return new ServerOptions(host, 0, access, o.requests(), o.maxBodyBytes(), o.stall(), o.drain(), o.tls());
    }

    @Test
    void behindAProxyTheServerAnswersToItsPublicName() {
        ServerOptions local = ServerOptions.local(0);
        ServerOptions known = local.withAccess(
                new Access(Set.of("VL.example.org"), CrossOrigin.none(), false, ApiKeys.none(), RateLimits.NONE));
        assertThat(known.answersTo("vl.example.org")).isTrue();
        assertThat(known.answersTo("localhost:8000")).isTrue();
        assertThat(known.answersTo("[::1]:8000")).isTrue();
        assertThat(known.answersTo("evil.vl.example.org")).isFalse();
        assertThat(local.answersTo("vl.example.org")).isFalse();
    }

    @Test
    void keysComeFromAFile(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("keys"), "# ours\n\nbob:" + ALICE + "\n" + KEY_TWO + "\n");
        ApiKeys keys = ApiKeys.file(file);
        assertThat(keys.name(ALICE)).contains("bob");
        assertThat(keys.name(KEY_TWO)).contains("key2");
        assertThat(keys.name("")).isEmpty();
        assertThatThrownBy(() -> ApiKeys.of(List.of("x:short")))
                .isInstanceOf(QwenVlException.class)
                .hasMessageNotContaining("short");
        Files.writeString(file, "# none\n");
        assertThatThrownBy(() -> ApiKeys.file(file)).hasMessageContaining("has no keys");
    }
}
