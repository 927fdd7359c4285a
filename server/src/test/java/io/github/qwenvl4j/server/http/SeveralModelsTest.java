package io.github.qwenvl4j.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.memory.NativeMemory;
import io.github.qwenvl4j.testing.OpenedModel;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Models that come when they are asked for and leave when their place is needed, seen over the socket. */
class SeveralModelsTest {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static QwenVl tiny() {
        return OpenedModel.open("tiny-vl", Precision.FLOAT32);
    }

    private static QwenVlServer server(ModelMemory memory, List<ModelSource> sources) {
        QwenVlServer server = QwenVlServer.start(ServerOptions.local(0), sources, memory, TestServer.DATA_URLS);
        server.awaitReady();
        return server;
    }

    private static List<ModelSource> abc(AtomicInteger opened) {
        Supplier<QwenVl> open = () -> {
            opened.incrementAndGet();
            return tiny();
        };
        return List.of(new ModelSource("a", open, 10), new ModelSource("b", open, 10), new ModelSource("c", open, 10));
    }

    private static HttpRequest.Builder request(QwenVlServer server, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    }

    private static CompletableFuture<HttpResponse<String>> ask(QwenVlServer server, String model) {
        HttpRequest request = request(server, "/v1/chat/completions")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(
                        "{\"model\":\"" + model + "\",\"max_tokens\":1," + TestServer.user("hi") + "}"))
                .build();
        return CLIENT.sendAsync(request, BodyHandlers.ofString());
    }

    private static int status(CompletableFuture<HttpResponse<String>> reply) throws Exception {
        return reply.get(60, TimeUnit.SECONDS).statusCode();
    }

    private static List<String> states(QwenVlServer server) throws Exception {
        JsonNode list = new ObjectMapper()
                .readTree(CLIENT.send(request(server, "/v1/models").build(), BodyHandlers.ofString())
                        .body());
        List<String> states = new ArrayList<>();
        list.at("/data")
                .forEach(model -> states.add(
                        model.at("/id").asText() + " " + model.at("/status").asText()));
        return states;
    }

    @Test
    void aModelIsLoadedWhenItIsAskedForAndTheLeastUsedLeaves() throws Exception {
        AtomicInteger opened = new AtomicInteger();
        try (QwenVlServer server = server(new ModelMemory(20, Duration.ZERO, 64), abc(opened))) {
            assertThat(states(server)).containsExactly("a loaded", "b unloaded", "c unloaded");
            assertThat(status(ask(server, "b"))).isEqualTo(200);
            assertThat(states(server)).containsExactly("a loaded", "b loaded", "c unloaded");
            assertThat(status(ask(server, ""))).isEqualTo(200);
            JsonNode reply = new ObjectMapper()
                    .readTree(ask(server, "c").get(60, TimeUnit.SECONDS).body());
            assertThat(reply.at("/model").asText()).isEqualTo("c");
            assertThat(states(server)).containsExactly("a loaded", "b unloaded", "c loaded");
            assertThat(opened).hasValue(3);
            assertThat(ask(server, "d").get(60, TimeUnit.SECONDS).body())
                    .contains("unknown model; this server serves a, b, c");
            String running = CLIENT.send(request(server, "/api/ps").build(), BodyHandlers.ofString())
                    .body();
            assertThat(new ObjectMapper().readTree(running).findValuesAsText("name"))
                    .containsExactly("a", "c");
        }
    }

    @Test
    void requestsForAModelThatLoadsWaitAndTheirNumberIsBounded() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        Supplier<QwenVl> slow = () -> {
            loading.countDown();
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return tiny();
        };
        List<ModelSource> sources =
                List.of(new ModelSource("a", SeveralModelsTest::tiny, 10), new ModelSource("slow", slow, 10));
        try (QwenVlServer server = server(new ModelMemory(20, Duration.ZERO, 1), sources)) {
            CompletableFuture<HttpResponse<String>> waiting = ask(server, "slow");
            assertThat(loading.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(states(server)).containsExactly("a loaded", "slow loading");
            assertThat(status(ask(server, "slow"))).isEqualTo(429);
            assertThat(status(ask(server, "a"))).isEqualTo(200);
            gate.countDown();
            assertThat(status(waiting)).isEqualTo(200);
        } finally {
            gate.countDown();
        }
    }

    @Test
    void aModelThatCannotBeLoadedLeavesTheOthers() throws Exception {
        Supplier<QwenVl> broken = () -> {
            throw new QwenVlException("no such file: /secret/place");
        };
        List<ModelSource> sources =
                List.of(new ModelSource("a", SeveralModelsTest::tiny, 10), new ModelSource("broken", broken, 10));
        try (QwenVlServer server = server(ModelMemory.UNBOUNDED, sources)) {
            HttpResponse<String> reply = ask(server, "broken").get(60, TimeUnit.SECONDS);
            assertThat(reply.statusCode()).isEqualTo(503);
            assertThat(reply.body()).contains("could not be loaded").doesNotContain("secret");
            assertThat(states(server)).containsExactly("a loaded", "broken failed");
            assertThat(status(ask(server, "a"))).isEqualTo(200);
        }
    }

    @Test
    void aModelThatRestsIsUnloadedAndComesBack() throws Exception {
        AtomicInteger opened = new AtomicInteger();
        try (QwenVlServer server = server(new ModelMemory(30, Duration.ofMillis(50), 64), abc(opened))) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (!states(server).contains("a unloaded") && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            assertThat(states(server)).contains("a unloaded");
            assertThat(status(ask(server, "a"))).isEqualTo(200);
            assertThat(opened.get()).isGreaterThan(1);
        }
    }

    @Test
    void modelsThatCameAndWentLeaveNoNativeMemory() throws Exception {
        long before = 0;
        for (int round = 0; round < 3; round++) {
            try (QwenVlServer server = server(new ModelMemory(10, Duration.ZERO, 64), abc(new AtomicInteger()))) {
                for (String model : List.of("b", "c", "a")) {
                    assertThat(status(ask(server, model))).isEqualTo(200);
                }
            }
            if (round == 0) {
                before = NativeMemory.blocks();
            }
        }
        assertThat(NativeMemory.blocks()).isEqualTo(before);
    }
}
