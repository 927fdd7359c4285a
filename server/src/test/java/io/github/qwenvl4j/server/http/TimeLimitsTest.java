package io.github.qwenvl4j.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.server.chat.RequestLimits;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Requests that arrive too slowly, and answers that are not complete in time, end; the server does not. */
class TimeLimitsTest {

    @AutoClose
    private static TestServer server;

    @BeforeAll
    static void start() {
        RequestLimits limits =
                new RequestLimits(10, 1, 1, 100_000, 1000, false, Duration.ofMillis(300), Duration.ofMillis(900));
        server = TestServer.start(options -> options.withRequests(limits));
    }

    @Test
    void anAnswerThatIsNotCompleteInTimeIsATimeout() throws Exception {
        HttpResponse<String> late = server.chat(TestServer.endless(4000));
        assertThat(late.statusCode()).isEqualTo(504);
        assertThat(TestServer.json(late).at("/error/type").asText()).isEqualTo("timeout");
        theServerGoesOn();
    }

    @Test
    void aStreamThatIsNotCompleteInTimeEndsWithTheError() throws Exception {
        HttpResponse<String> late;
        do { // on a busy machine time may be over before the stream has begun
            late = server.chat(TestServer.endless(4000) + ",\"stream\":true");
        } while (late.statusCode() == 504);
        assertThat(late.statusCode()).isEqualTo(200);
        assertThat(late.body()).contains("\"delta\"").contains("\"type\":\"timeout\"");
        theServerGoesOn();
    }

    @Test
    void aRequestThatComesTooSlowlyIsATimeout() throws Exception {
        try (Socket client = new Socket("127.0.0.1", server.port())) {
            OutputStream out = client.getOutputStream();
            out.write(("POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                            + "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
                    .getBytes(StandardCharsets.US_ASCII));
            String status = trickle(client, out);
            assertThat(status).startsWith("HTTP/1.1 408");
        }
        theServerGoesOn();
    }

    /** Sends a byte now and then until the server replies: its status line. */
    private static String trickle(Socket client, OutputStream out) throws IOException, InterruptedException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
        for (int sent = 0; sent < 98 && client.getInputStream().available() == 0; sent++) {
            out.write(' ');
            out.flush();
            Thread.sleep(50);
        }
        return in.readLine();
    }

    private static void theServerGoesOn() throws Exception {
        HttpResponse<String> next;
        do { // the limit is short
            next = server.chat(TestServer.user("next") + ",\"max_tokens\":1");
        } while (next.statusCode() == 504);
        assertThat(next.statusCode()).isEqualTo(200);
        HangUpTest.await(server, "qwenvl_active_answers", 0);
    }
}
