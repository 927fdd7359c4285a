package io.github.qwenvl4j.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.memory.NativeMemory;
import io.github.qwenvl4j.testing.OpenedModel;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Loading, serving, stopping. */
class LifeCycleTest {

    @Test
    void whileLoadingHealthIs503AndRequestsWait() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        try (QwenVlServer server = QwenVlServer.start(
                ServerOptions.local(0),
                "tiny-vl",
                () -> {
                    try {
                        gate.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return OpenedModel.open("tiny-vl", Precision.FLOAT32);
                },
                TestServer.DATA_URLS)) {
            for (String path : List.of("/health", "/v1/health", "/ping", "/v1/models", "/props")) {
                HttpResponse<Void> reply = ask(server, "GET", path);
                assertThat(reply.statusCode()).as(path).isEqualTo(503);
                assertThat(reply.headers().firstValue("Retry-After")).as(path).isPresent();
            }
            assertThat(ask(server, "HEAD", "/health").statusCode()).isEqualTo(503);
            gate.countDown();
            server.awaitReady();
            assertThat(status(server, "/health")).isEqualTo(200);
        }
    }

    @Test
    void aModelThatCannotBeLoadedIsSaidSo() throws Exception {
        try (QwenVlServer server = QwenVlServer.start(
                ServerOptions.local(0),
                "none",
                () -> {
                    throw new QwenVlException("no such model");
                },
                TestServer.DATA_URLS)) {
            assertThatThrownBy(server::awaitReady)
                    .isInstanceOf(QwenVlException.class)
                    .hasMessage("no such model");
            assertThat(status(server, "/health")).isEqualTo(503);
        }
    }

    @Test
    void aPortInUseIsSaidBeforeAnythingIsLoaded() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            AtomicBoolean loaded = new AtomicBoolean();
            assertThatThrownBy(() -> QwenVlServer.start(
                            ServerOptions.local(port),
                            "none",
                            () -> {
                                loaded.set(true);
                                throw new QwenVlException("not needed");
                            },
                            TestServer.DATA_URLS))
                    .isInstanceOfSatisfying(
                            QwenVlException.class, e -> assertThat(e.kind()).isEqualTo(QwenVlException.Kind.NETWORK))
                    .hasMessage("port %d is in use (--port N chooses another)", port);
            assertThat(loaded).isFalse();
        }
    }

    @Test
    void aHostThatIsNotThisMachineIsSaidSo() {
        ServerOptions local = ServerOptions.local(0);
        ServerOptions elsewhere = new ServerOptions(
                "192.0.2.1",
                0,
                new Access(Set.of(), CrossOrigin.none(), true, ApiKeys.none(), RateLimits.NONE),
                local.requests(),
                local.maxBodyBytes(),
                local.stall(),
                local.drain(),
                local.tls());
        assertThatThrownBy(() -> QwenVlServer.start(elsewhere, "none", () -> null, TestServer.DATA_URLS))
                .isInstanceOf(QwenVlException.class)
                .hasMessage("host 192.0.2.1 is not an address of this machine");
    }

    @Test
    void stoppingLetsAnswersFinish() throws Exception {
        try (HeldModel steps = new HeldModel()) {
            steps.holdAfter(3);
            TestServer server = TestServer.start(steps);
            CompletableFuture<HttpResponse<String>> answer = CompletableFuture.supplyAsync(() -> {
                try {
                    return server.chat(TestServer.endless(100) + ",\"stream\":true");
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            HangUpTest.await(server, "qwenvl_active_answers", 1);
            int port = server.port();
            CompletableFuture<Void> closed = CompletableFuture.runAsync(server::closeServer);
            HttpResponse<String> refused = server.get("/health");
            while (refused.statusCode() == 200) { // until it is stopping
                refused = server.get("/health");
            }
            steps.letGo();
            Events events = Events.of(answer.get(60, TimeUnit.SECONDS).body());
            assertThat(events.done()).isTrue();
            assertThat(events.finishReasons()).containsExactly("length");
            closed.get(60, TimeUnit.SECONDS);
            assertThatThrownBy(() -> new Socket("127.0.0.1", port)).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void aStoppedServerLeavesNoNativeMemory() throws Exception {
        long before = 0;
        for (int round = 0; round < 3; round++) {
            try (TestServer server = TestServer.start()) {
                server.chat(TestServer.user("hi") + ",\"max_tokens\":3");
            }
            if (round == 0) {
                before = NativeMemory.blocks();
            }
        }
        assertThat(NativeMemory.blocks()).isEqualTo(before);
    }

    private static int status(QwenVlServer server, String path) throws Exception {
        return ask(server, "GET", path).statusCode();
    }

    private static HttpResponse<Void> ask(QwenVlServer server, String method, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.discarding());
    }
}
