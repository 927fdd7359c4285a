package io.github.qwenvl4j.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.server.chat.RequestLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that send or read slowly, or ask for much, take nothing from the others. Bounded, and on loopback only. */
class PatienceTest {

    private static final int PAUSE = 20; // milliseconds between two looks
    private static final int PATIENCE = 60_000 / PAUSE; // looks
    private static final Duration STALL = Duration.ofMillis(250);
    private static final String HI = "{\"model\":\"tiny-vl\",\"max_tokens\":1," + TestServer.user("hi") + "}";

    private static RequestLimits arrivingWithin(Duration arrival) {
        RequestLimits usual = RequestLimits.DEFAULT;
        return new RequestLimits(
                usual.messages(),
                usual.images(),
                usual.choices(),
                usual.newTokens(),
                usual.textCharacters(),
                usual.strictFields(),
                arrival,
                usual.deadline());
    }

    @Test
    void headersThatTrickleAreCutOff() throws Exception {
        try (TestServer server = TestServer.start(o -> o.withRequests(arrivingWithin(Duration.ofMillis(300))));
                RawClient slow = new RawClient(server.port());
                RawClient kept = new RawClient(server.port())) {
            kept.send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n").readUntil("ok");
            slow.send("GET /health HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
            boolean closed = false;
            for (int sent = 0; sent < PATIENCE && !closed; sent++) {
                closed = slow.closedAfterSending("x");
                Thread.sleep(PAUSE);
            }
            assertThat(closed).isTrue();
            assertThat(kept.send("GET /version HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .readUntil("\"java\""))
                    .as("a connection without a request is kept")
                    .contains("\"version\"");
        }
    }

    @Test
    void halfSentBodiesTakeNoPlaces() throws Exception {
        List<RawClient> halves = new ArrayList<>();
        // Much longer than this test may take: who waits for them is not answered.
        try (TestServer server = TestServer.start(o -> o.withRequests(arrivingWithin(Duration.ofHours(1))))) {
            for (int i = 0; i < 260; i++) {
                halves.add(new RawClient(server.port())
                        .send("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
                                + "Content-Type: application/json\r\nContent-Length: 33000000\r\n\r\n{"));
            }
            var reply = server.post("/v1/chat/completions", HI);
            assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        } finally {
            for (RawClient half : halves) {
                half.close();
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX) // elsewhere 127.0.0.2 is not this machine
    void theBodiesOfOneClientLeaveMemoryToOthers() throws Exception {
        String head = "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: 1000\r\n\r\n" + " ".repeat(900);
        List<RawClient> halves = new ArrayList<>();
        try (TestServer server = TestServer.start(o ->
                new ServerOptions(o.host(), o.port(), o.access(), o.requests(), 1000, o.stall(), o.drain(), o.tls()))) {
            for (int i = 0; i < 5; i++) {
                halves.add(new RawClient(server.port()).send(head));
            }
            assertThat(firstReply(halves)).as("one of the five").startsWith("HTTP/1.1 429");
            try (RawClient other = new RawClient("127.0.0.2", server.port())) {
                assertThat(other.post("/v1/chat/completions", HI, "").readUntil("usage"))
                        .startsWith("HTTP/1.1 200");
            }
        } finally {
            for (RawClient half : halves) {
                half.close();
            }
        }
    }

    private static String firstReply(List<RawClient> clients) throws Exception {
        for (int i = 0; i < PATIENCE; i++) {
            for (RawClient client : clients) {
                if (client.hasReply()) {
                    return client.readUntil("}}");
                }
            }
            Thread.sleep(PAUSE);
        }
        return "no reply";
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"user\":\"u%d\","})
    @EnabledOnOs(OS.LINUX) // elsewhere 127.0.0.2 is not this machine
    void withoutKeysAddressesTakeTurnsWhateverUsersTheyName(String user) throws Exception {
        HeldModel model = new HeldModel();
        List<RawClient> many = new ArrayList<>();
        try (TestServer server = TestServer.startWith(OpenOptions.defaults().withBatch(1), model);
                model) {
            model.holdAfter(1);
            for (int i = 0; i < 12; i++) {
                many.add(new RawClient(server.port())
                        .post("/v1/chat/completions", "{" + user.formatted(i) + HI.substring(1), ""));
            }
            HangUpTest.await(server, "qwenvl_queued_answers", 11);
            try (RawClient other = new RawClient("127.0.0.2", server.port()).post("/v1/chat/completions", HI, "")) {
                HangUpTest.await(server, "qwenvl_queued_answers", 12);
                model.letGo(3);
                assertThat(other.readUntil("usage")).startsWith("HTTP/1.1 200");
            }
        } finally {
            for (RawClient client : many) {
                client.close();
            }
        }
    }

    @Test
    void anAnswerThatNobodyReadsIsGivenUp() throws Exception {
        try (TestServer server = TestServer.start(o -> o.withStall(Duration.ofSeconds(1)));
                Socket silent = new Socket()) {
            silent.setReceiveBufferSize(4096);
            silent.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
            double before = server.metric("qwenvl_generated_tokens_total");
            String body = "{\"model\":\"tiny-vl\",\"stream\":true,\"n\":4,\"logprobs\":true,\"top_logprobs\":20,"
                    + TestServer.endless(4000) + "}";
            silent.getOutputStream().write(RawClient.request("/v1/chat/completions", body, ""));
            HangUpTest.await(server, "qwenvl_active_answers", 4);
            HangUpTest.await(server, "qwenvl_active_answers", 0);
            assertThat(server.metric("qwenvl_generated_tokens_total") - before).isBetween(100.0, 8000.0);
            Thread.sleep(2000); // twice the stall; where the cut comes later, the rest ends no better
            assertThat(rest(silent)).startsWith("HTTP/1.1 200").doesNotContain("[DONE]", "finish_reason\":\"");
        }
    }

    /** What had been sent before the server cut the connection. */
    private static String rest(Socket socket) {
        StringBuilder received = new StringBuilder();
        byte[] buffer = new byte[8192];
        try {
            socket.setSoTimeout(20_000);
            for (int count = socket.getInputStream().read(buffer); count >= 0; ) {
                received.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
                count = socket.getInputStream().read(buffer);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("reset");
        }
        return received.toString();
    }

    @Test
    void aClientThatWaitsLongerThanAStallIsNotCutOff() throws Exception {
        HeldModel model = new HeldModel();
        try (TestServer server = TestServer.start(model, o -> o.withStall(STALL));
                model;
                RawClient client = new RawClient(server.port())) {
            model.holdAfter(1);
            client.post("/v1/chat/completions", HI.replace(":1,", ":3,"), "");
            HangUpTest.await(server, "qwenvl_active_answers", 1);
            Thread.sleep(4 * STALL.toMillis()); // what is tested is that time may pass; more does no harm
            model.letGo();
            assertThat(client.readUntil("usage")).startsWith("HTTP/1.1 200");
        }
    }
}
