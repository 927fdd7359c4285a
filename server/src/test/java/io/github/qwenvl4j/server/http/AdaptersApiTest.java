package io.github.qwenvl4j.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.adapter.AdapterFolder;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.MadeAdapter;
import io.github.qwenvl4j.testing.OpenedModel;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Adapters as models of the API, seen over the socket. */
class AdaptersApiTest {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ADMIN = "0123456789-administrator";
    private static final String LOAD = "/v1/load_lora_adapter";
    private static final String UNLOAD = "/v1/unload_lora_adapter";

    @TempDir
    private static Path folder;

    private static Map<String, Path> three;

    @BeforeAll
    static void write() {
        Path base = Fixtures.path("tiny-vl");
        three = new LinkedHashMap<>();
        three.put("valves", MadeAdapter.write(folder.resolve("valves"), base, ".*(c_attn|w1|w2)", 1));
        three.put("signs", MadeAdapter.write(folder.resolve("signs"), base, ".*(attn\\.c_proj|w1)", 2));
        three.put("photos", MadeAdapter.write(folder.resolve("photos"), base, ".*(c_attn|c_fc)", 3));
    }

    private static QwenVl tiny() {
        return OpenedModel.open("tiny-vl", Precision.FLOAT32);
    }

    private static QwenVlServer start(Map<String, Path> adapters, Duration keepAlive) {
        ModelMemory memory = new ModelMemory(100, keepAlive, 64, ModelMemory.UNBOUNDED.pause());
        ServerOptions options = ServerOptions.local(0).withAdmin(ApiKeys.of(List.of(ADMIN)));
        ModelSource source = new ModelSource("base", AdaptersApiTest::tiny, 10, adapters);
        QwenVlServer server = QwenVlServer.start(options, List.of(source), memory, TestServer.DATA_URLS);
        server.awaitReady();
        return server;
    }

    private static QwenVlServer start(Map<String, Path> adapters) {
        return start(adapters, Duration.ZERO);
    }

    private static HttpRequest.Builder request(QwenVlServer server, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .header("Content-Type", "application/json");
    }

    private static HttpResponse<String> post(QwenVlServer server, String path, String body, String key)
            throws Exception {
        HttpRequest.Builder request = request(server, path).POST(BodyPublishers.ofString(body));
        return CLIENT.send(
                key.isEmpty()
                        ? request.build()
                        : request.header("Authorization", "Bearer " + key).build(),
                BodyHandlers.ofString());
    }

    private static CompletableFuture<HttpResponse<String>> ask(QwenVlServer server, String model, String question)
            throws Exception {
        String content =
                "[{\"type\":\"text\",\"text\":\"" + question + "\"},{\"type\":\"image_url\",\"image_url\":{\"url\":\""
                        + TestServer.dataUrl("tiny-3x5.png") + "\"}}]";
        String body =
                "{\"model\":\"" + model + "\",\"max_tokens\":12,\"temperature\":0,\"messages\":[{\"role\":\"user\","
                        + "\"content\":" + content + "}]}";
        return CLIENT.sendAsync(
                request(server, "/v1/chat/completions")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static JsonNode reply(CompletableFuture<HttpResponse<String>> sent) throws Exception {
        HttpResponse<String> reply = sent.get(60, TimeUnit.SECONDS);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return JSON.readTree(reply.body());
    }

    private static String text(CompletableFuture<HttpResponse<String>> sent) throws Exception {
        return reply(sent).at("/choices/0/message/content").asText();
    }

    private static List<String> names(QwenVlServer server) throws Exception {
        String list = CLIENT.send(request(server, "/v1/models").build(), BodyHandlers.ofString())
                .body();
        return JSON.readTree(list).findValuesAsText("id");
    }

    @Test
    void threeAdaptersUnderSixteenClientsAnswerAsEachDoesAlone() throws Exception {
        List<String> models =
                Stream.concat(Stream.of("base"), three.keySet().stream()).toList();
        try (QwenVlServer server = start(three)) {
            assertThat(names(server)).isEqualTo(models);
            List<CompletableFuture<HttpResponse<String>>> sent = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                sent.add(ask(server, models.get(i % 4), "Question " + i / 4));
            }
            List<String> together = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                JsonNode reply = reply(sent.get(i));
                assertThat(reply.at("/model").asText()).isEqualTo(models.get(i % 4));
                together.add(reply.at("/choices/0/message/content").asText());
            }
            assertThat(together.subList(0, 4)).doesNotHaveDuplicates();
            assertThat(together).isEqualTo(eachAlone(models));
        }
    }

    /** A server for each model, which has nothing else. */
    private static List<String> eachAlone(List<String> models) throws Exception {
        List<List<String>> columns = new ArrayList<>();
        for (String model : models) {
            Map<String, Path> own = three.containsKey(model) ? Map.of(model, three.get(model)) : Map.of();
            List<String> column = new ArrayList<>();
            try (QwenVlServer server = start(own)) {
                for (int question = 0; question < 4; question++) {
                    column.add(text(ask(server, model, "Question " + question)));
                }
            }
            columns.add(column);
        }
        List<String> alone = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            alone.add(columns.get(i % 4).get(i / 4));
        }
        return alone;
    }

    @Test
    void anAdapterComesAndGoesWhileTheServerRuns() throws Exception {
        try (QwenVlServer server = start(Map.of("valves", three.get("valves")))) {
            String before = text(ask(server, "base", "What?"));
            String body = "{\"lora_name\":\"signs\",\"lora_path\":\"" + three.get("signs") + "\"}";
            HttpResponse<String> loaded = post(server, LOAD, body, ADMIN);
            assertThat(loaded.statusCode()).as(loaded.body()).isEqualTo(200);
            assertThat(JSON.readTree(loaded.body()).at("/parent").asText()).isEqualTo("base");
            assertThat(names(server)).containsExactly("base", "valves", "signs");
            String signs = text(ask(server, "signs", "What?"));
            assertThat(signs).isNotEqualTo(before).isNotEqualTo(text(ask(server, "valves", "What?")));
            assertThat(post(server, LOAD, body, ADMIN).body()).contains("lora_name is served already");
            HttpResponse<String> unloaded = post(server, UNLOAD, "{\"lora_name\":\"signs\"}", ADMIN);
            assertThat(JSON.readTree(unloaded.body()).at("/status").asText()).isEqualTo("unloaded");
            assertThat(names(server)).containsExactly("base", "valves");
            HttpResponse<String> gone = ask(server, "signs", "What?").get(60, TimeUnit.SECONDS);
            assertThat(gone.statusCode()).isEqualTo(404);
            assertThat(gone.body()).contains("unknown model; this server serves base, valves");
            assertThat(text(ask(server, "base", "What?"))).isEqualTo(before);
            assertThat(post(server, LOAD, body, ADMIN).statusCode()).isEqualTo(200);
            assertThat(text(ask(server, "signs", "What?"))).isEqualTo(signs);
        }
    }

    @Test
    void adaptersComeBackWithTheirModel() throws Exception {
        try (QwenVlServer server = start(three, Duration.ofMillis(1))) {
            String first = text(ask(server, "signs", "What?"));
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (!models(server).contains("unloaded") && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            assertThat(models(server)).contains("unloaded");
            assertThat(text(ask(server, "signs", "What?"))).isEqualTo(first);
        }
    }

    /** Without adapters both models have room; one that comes takes the place of the other. */
    @Test
    void adaptersCountAsMemory() throws Exception {
        long room = 20 + AdapterFolder.bytes(three.get("signs")) - 1;
        ModelMemory memory = new ModelMemory(room, Duration.ZERO, 64, ModelMemory.UNBOUNDED.pause());
        List<ModelSource> sources = List.of(
                new ModelSource("base", AdaptersApiTest::tiny, 10),
                new ModelSource("other", AdaptersApiTest::tiny, 10));
        ServerOptions options = ServerOptions.local(0).withAdmin(ApiKeys.of(List.of(ADMIN)));
        try (QwenVlServer server = QwenVlServer.start(options, sources, memory, TestServer.DATA_URLS)) {
            server.awaitReady();
            text(ask(server, "other", "What?"));
            assertThat(models(server)).doesNotContain("unloaded");
            String body = "{\"lora_name\":\"signs\",\"lora_path\":\"" + three.get("signs") + "\"}";
            assertThat(post(server, LOAD, body, ADMIN).statusCode()).isEqualTo(200);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (!status(server, "other").equals("unloaded") && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            assertThat(status(server, "other")).isEqualTo("unloaded");
            assertThat(status(server, "base")).isEqualTo("loaded");
            text(ask(server, "other", "What?"));
            assertThat(status(server, "base")).isEqualTo("unloaded");
        }
    }

    private static String status(QwenVlServer server, String id) throws Exception {
        for (JsonNode model : JSON.readTree(models(server)).at("/data")) {
            if (model.at("/id").asText().equals(id)) {
                return model.at("/status").asText();
            }
        }
        throw new AssertionError("no model " + id);
    }

    private static String models(QwenVlServer server) throws Exception {
        return CLIENT.send(request(server, "/v1/models").build(), BodyHandlers.ofString())
                .body();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            load   | {"lora_name":"x","lora_path":"/none/such"} | admin | 400 | lora_path cannot be used: /none/such: no such folder
            load   | {"lora_name":"a b","lora_path":"x"}        | admin | 400 | lora_name must have 1 to 80 letters
            load   | {"lora_name":"base","lora_path":"x"}       | admin | 400 | lora_name is served already
            load   | {"lora_path":"x"}                          | admin | 400 | lora_name is missing
            unload | {"lora_name":"none"}                       | admin | 404 | unknown model
            unload | {"lora_name":"base"}                       | admin | 400 | lora_name is the name of a model
            load   | {"lora_name":"x","lora_path":"x"}          | wrong | 401 | the admin key is required
            unload | {"lora_name":"x"}                          | ''    | 401 | the admin key is required
            """)
    void whatCannotBeDoneIsSaid(String route, String body, String key, int status, String message) throws Exception {
        try (QwenVlServer server = start(Map.of())) {
            HttpResponse<String> reply = post(
                    server,
                    route.equals("load") ? LOAD : UNLOAD,
                    body,
                    key.equals("admin") ? ADMIN : key.isEmpty() ? "" : "another-key-0123456789");
            assertThat(reply.statusCode()).as(reply.body()).isEqualTo(status);
            assertThat(reply.body()).contains(message);
        }
    }

    @Test
    void anApiKeyIsNoAdminKeyAndAServerWithoutAdminKeyKeepsItsAdapters() throws Exception {
        String key = "an-ordinary-api-key";
        String body = "{\"lora_name\":\"signs\",\"lora_path\":\"" + three.get("signs") + "\"}";
        try (TestServer server = TestServer.start(
                options -> options.withKeys(ApiKeys.of(List.of(key))).withAdmin(ApiKeys.of(List.of(ADMIN))))) {
            assertThat(server.post(LOAD, body, "X-Api-Key", key).statusCode()).isEqualTo(401);
            assertThat(server.post(LOAD, body, "X-Api-Key", ADMIN).statusCode()).isEqualTo(200);
            assertThat(server.get("/v1/models", "X-Api-Key", ADMIN).statusCode())
                    .isEqualTo(401);
        }
        try (TestServer server = TestServer.start()) {
            HttpResponse<String> reply = server.post(LOAD, body);
            assertThat(reply.statusCode()).isEqualTo(403);
            assertThat(reply.body()).contains("was started without an admin key");
        }
    }

    @Test
    void anAdapterThatDoesNotFitEndsTheStartInOneLine() {
        assertThatThrownBy(() -> start(Map.of("none", folder.resolve("none"))))
                .isInstanceOf(QwenVlException.class)
                .hasMessage(folder.resolve("none") + ": no such folder");
    }
}
