package io.github.qwenvl4j.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a plain socket has received while the model is held: a streamed token is with the client before the next one is made. */
class StreamingTest {

    private static final HeldModel MODEL = new HeldModel();
    private static final String TOKENS = "\"temperature\":0,\"max_tokens\":8,\"stream\":true,";
    private static final Map<String, String> BODIES = Map.of(
            "/v1/chat/completions", "{\"model\":\"tiny-vl\"," + TOKENS + TestServer.user("hello") + "}",
            "/api/chat",
                    "{\"model\":\"tiny-vl\",\"options\":{\"temperature\":0,\"num_predict\":8},"
                            + TestServer.user("hello") + "}",
            "/api/generate",
                    "{\"model\":\"tiny-vl\",\"options\":{\"temperature\":0,\"num_predict\":8},\"prompt\":\"hello\"}");

    @AutoClose
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(MODEL);
    }

    @AfterEach
    void letGo() throws Exception {
        MODEL.letGo();
        HangUpTest.await(server, "qwenvl_active_answers", 0);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, '', '\"delta\":{\"content\":', data: [DONE]",
        "/v1/chat/completions, 'Accept-Encoding: gzip, br, zstd\r\n', '\"delta\":{\"content\":', data: [DONE]",
        "/api/chat, '', '\"content\":', '\"done\":true'",
        "/api/chat, 'Accept-Encoding: gzip\r\n', '\"content\":', '\"done\":true'",
        "/api/generate, '', '\"response\":', '\"done\":true'",
        "/api/generate, 'Accept-Encoding: gzip\r\n', '\"response\":', '\"done\":true'",
    })
    void theFirstTokenIsWithTheClientBeforeTheNextOneIsMade(String path, String headers, String token, String end)
            throws Exception {
        MODEL.holdAfter(1);
        try (RawClient client = new RawClient(server.port()).post(path, BODIES.get(path), headers)) {
            String held = client.readUntil(token);
            assertThat(held).startsWith("HTTP/1.1 200").doesNotContain(end);
            MODEL.letGo();
            assertThat(client.readUntil(end)).contains(end);
        }
    }

    @Test
    void theTimeToTheFirstTokenEndsWhenItHasLeft() throws Exception {
        double before = server.metric("qwenvl_first_token_seconds_count");
        MODEL.holdAfter(1);
        try (RawClient client = new RawClient(server.port())) {
            long start = System.nanoTime();
            client.post("/v1/chat/completions", BODIES.get("/v1/chat/completions"), "");
            client.readUntil("\"delta\":{\"content\":");
            double sum = server.metric("qwenvl_first_token_seconds_sum");
            // The server notes the time after the client has the bytes; the answer is held all the while.
            Thread.sleep(1000);
            double held = (System.nanoTime() - start) / 1e9;
            MODEL.letGo();
            client.readUntil("[DONE]");
            HangUpTest.await(server, "qwenvl_first_token_seconds_count", before + 1);
            assertThat(server.metric("qwenvl_first_token_seconds_sum") - sum).isBetween(1e-6, held);
        }
    }

    @Test
    void aWholeAnswerHasNoTimeToTheFirstToken() throws Exception {
        double before = server.metric("qwenvl_first_token_seconds_count");
        server.chat(TestServer.user("hello") + ",\"max_tokens\":2");
        assertThat(server.metric("qwenvl_first_token_seconds_count")).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"/v1/chat/completions, ': \n\n'", "/api/chat, '\"content\":\"\"'", "/api/generate, '\"response\":\"\"'"
    })
    void aClientThatWaitsIsKeptAlive(String path, String sign) throws Exception {
        server.post("/v1/chat/completions", BODIES.get("/v1/chat/completions"));
        MODEL.holdAfter(1);
        try (RawClient first = new RawClient(server.port()).post(path, BODIES.get(path), "");
                RawClient queued = new RawClient(server.port())) {
            HangUpTest.await(server, "qwenvl_active_answers", 1);
            queued.post(path, BODIES.get(path), "");
            assertThat(queued.readUntil(sign)).startsWith("HTTP/1.1 200");
        }
    }
}
