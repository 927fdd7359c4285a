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
import java.time.Instant;
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

    private static ModelMemory memory(long bytes, Duration keepAlive, int waiting) {
        return new ModelMemory(bytes, keepAlive, waiting, ModelMemory.UNBOUNDED.pause());
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
        try (QwenVlServer server = server(memory(20, Duration.ZERO, 64), abc(opened))) {
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
        try (QwenVlServer server = server(memory(20, Duration.ZERO, 1), sources)) {
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
        try (QwenVlServer server = server(memory(30, Duration.ofMillis(1), 64), abc(opened))) {
            awaitState(server, "a unloaded");
            assertThat(status(ask(server, "a"))).isEqualTo(200);
            assertThat(opened.get()).isGreaterThan(1);
            awaitState(server, "a unloaded");
        }
    }

    private static void awaitState(QwenVlServer server, String state) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!states(server).contains(state) && System.nanoTime() < end) {
            Thread.sleep(5);
        }
        assertThat(states(server)).contains(state);
    }

    private static JsonNode ollama(QwenVlServer server, String fields) throws Exception {
        HttpRequest request = request(server, "/api/chat")
                .POST(BodyPublishers.ofString("{\"stream\":false,\"options\":{\"num_predict\":1}," + fields + "}"))
                .build();
        return new ObjectMapper()
                .readTree(CLIENT.send(request, BodyHandlers.ofString()).body());
    }

    private static String expires(QwenVlServer server) throws Exception {
        String running = CLIENT.send(request(server, "/api/ps").build(), BodyHandlers.ofString())
                .body();
        return new ObjectMapper().readTree(running).at("/models/0/expires_at").asText();
    }

    @Test
    void aRequestSaysHowLongItsModelStays() throws Exception {
        AtomicInteger opened = new AtomicInteger();
        try (QwenVlServer server = server(memory(30, Duration.ZERO, 64), abc(opened))) {
            assertThat(Instant.parse(expires(server))).isAfter(Instant.now().plus(Duration.ofDays(10_000)));
            ollama(server, TestServer.user("hi") + ",\"keep_alive\":\"1h30m\"");
            assertThat(Instant.parse(expires(server)))
                    .isBetween(Instant.now(), Instant.now().plus(Duration.ofMinutes(90)));
            assertThat(ollama(server, "\"keep_alive\":0").at("/done_reason").asText())
                    .isEqualTo("unload");
            awaitState(server, "a unloaded");
            assertThat(ollama(server, "\"keep_alive\":-1").at("/done_reason").asText())
                    .isEqualTo("load");
            assertThat(states(server)).contains("a loaded");
            assertThat(opened).hasValue(2);
            assertThat(ollama(server, "\"keep_alive\":\"soon\"").at("/error").asText())
                    .isEqualTo("keep_alive must be a number of seconds, or a duration such as 5m");
        }
    }

    @Test
    void aModelThatCouldNotBeLoadedIsTriedAgain() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        Supplier<QwenVl> late = () -> {
            if (tries.incrementAndGet() < 3) {
                throw new QwenVlException("not mounted yet");
            }
            return tiny();
        };
        List<ModelSource> sources =
                List.of(new ModelSource("a", SeveralModelsTest::tiny, 10), new ModelSource("late", late, 10));
        ModelMemory impatient = new ModelMemory(100, Duration.ZERO, 64, Duration.ZERO);
        try (QwenVlServer server = server(impatient, sources)) {
            assertThat(status(ask(server, "late"))).isEqualTo(503);
            assertThat(status(ask(server, "late"))).isEqualTo(503);
            assertThat(states(server)).containsExactly("a loaded", "late failed");
            assertThat(status(ask(server, "late"))).isEqualTo(200);
            assertThat(states(server)).containsExactly("a loaded", "late loaded");
        }
        ModelMemory patient = new ModelMemory(100, Duration.ZERO, 64, Duration.ofHours(1));
        tries.set(1);
        try (QwenVlServer server = server(patient, sources)) {
            assertThat(status(ask(server, "late"))).isEqualTo(503);
            assertThat(status(ask(server, "late"))).isEqualTo(503);
            assertThat(tries).hasValue(2);
        }
    }

    @Test
    void modelsThatCameAndWentLeaveNoNativeMemory() throws Exception {
        long before = 0;
        for (int round = 0; round < 3; round++) {
            try (QwenVlServer server = server(memory(10, Duration.ZERO, 64), abc(new AtomicInteger()))) {
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
