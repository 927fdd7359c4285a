package io.github.qwenvl4j.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.OpenOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that hang up give their place in the batch to the next. The server has one place only. */
class HangUpTest {

    @AutoClose
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.startWith(
                OpenOptions.defaults().withBatch(1).withPromptRows(64).withQueue(2), step -> {});
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientThatHangsUpFreesItsPlace(boolean stream) throws Exception {
        double before = server.metric("qwenvl_generated_tokens_total");
        try (Socket client = send(4000, stream)) {
            awaitActive(1);
            if (stream) {
                assertThat(new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))
                                .readLine())
                        .startsWith("HTTP/1.1 200");
            }
        }
        assertThat(server.chat(TestServer.user("next") + ",\"max_tokens\":1").statusCode())
                .isEqualTo(200);
        assertThat(server.metric("qwenvl_generated_tokens_total") - before).isBetween(1.0, 3900.0);
    }

    @Test
    void aClientThatHangsUpWhileWaitingIsForgotten() throws Exception {
        try (Socket running = send(4000, true)) {
            awaitActive(1);
            try (Socket waiting = send(1, false)) {
                await("qwenvl_queued_answers", 1);
            }
            await("qwenvl_queued_answers", 0);
            assertThat(server.metric("qwenvl_active_answers")).isEqualTo(1);
        }
        awaitActive(0);
    }

    @Test
    void aFullQueueIsToldToComeBack() throws Exception {
        try (Socket running = send(4000, true)) {
            awaitActive(1);
            try (Socket second = send(1, true);
                    Socket third = send(1, true)) {
                await("qwenvl_queued_answers", 2);
                var refused = server.chat(TestServer.user("a"));
                assertThat(refused.statusCode()).isEqualTo(429);
                assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            }
        }
        awaitActive(0);
    }

    private static Socket send(int tokens, boolean stream) throws IOException {
        String body = "{\"model\":\"tiny-vl\"," + TestServer.endless(tokens) + ",\"stream\":" + stream + "}";
        Socket socket = new Socket("127.0.0.1", server.port());
        socket.getOutputStream()
                .write(("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                        .getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
        return socket;
    }

    private static void awaitActive(int count) throws Exception {
        await("qwenvl_active_answers", count);
    }

    private static void await(String metric, int value) throws Exception {
        await(server, metric, value);
    }

    /** Ends with the test's own time limit when the metric never gets there. */
    static void await(TestServer server, String metric, double value) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (server.metric(metric) != value && System.nanoTime() < end) {
            Thread.sleep(5);
        }
        assertThat(server.metric(metric)).as(metric).isEqualTo(value);
    }
}
