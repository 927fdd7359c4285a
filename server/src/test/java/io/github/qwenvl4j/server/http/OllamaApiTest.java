package io.github.qwenvl4j.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.testing.Fixtures;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ollama's routes, asked as its clients and its own manual ask them. */
class OllamaApiTest {

    private static final String BODY =
            "{\"model\":\"tiny-vl\",\"stream\":false,\"options\":{\"num_predict\":3,\"temperature\":0,"
                    + "\"frequency_penalty\":-2}," + TestServer.user("a b c") + "}";

    @AutoClose
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    /** What a plain socket gets for a POST with these headers. */
    private static String post(String path, String headers) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(30_000);
            String request = "POST " + path + " HTTP/1.1\r\n" + headers + "Content-Length: " + BODY.length()
                    + "\r\nConnection: close\r\n\r\n" + BODY;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Content-Type: text/plain\r\n",
                "Content-Type: application/x-www-form-urlencoded\r\n",
                "Content-Type: application/json\r\nOrigin: http://localhost\r\n",
                "Content-Type: text/plain\r\nOrigin: http://localhost\r\n"
            })
    void anyContentTypeIsTaken(String headers) throws Exception {
        assertThat(post("/api/chat", "Host: localhost\r\n" + headers))
                .startsWith("HTTP/1.1 200 ")
                .contains("\"eval_count\":3");
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, http://evil.example",
        "localhost, null",
        "evil.example, http://evil.example",
        "evil.example, ''"
    })
    void noFormOfAnotherSitePasses(String host, String origin) throws Exception {
        for (String kind :
                List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x")) {
            String headers = "Host: " + host + "\r\nContent-Type: " + kind + "\r\n"
                    + (origin.isEmpty() ? "" : "Origin: " + origin + "\r\n");
            assertThat(post("/api/chat", headers)).startsWith("HTTP/1.1 403 ");
        }
    }

    @Test
    void otherRoutesTakeJsonOnly() throws Exception {
        assertThat(post("/v1/chat/completions", "Host: localhost\r\nContent-Type: text/plain\r\n"))
                .startsWith("HTTP/1.1 415 ");
    }

    @Test
    void theLastPieceTellsTimesInNanoseconds() throws Exception {
        long before = System.nanoTime();
        List<JsonNode> lines = Events.lines(
                server.post("/api/chat", BODY.replace("\"stream\":false,", "")).body());
        long took = System.nanoTime() - before;
        JsonNode last = lines.get(lines.size() - 1);
        long total = last.at("/total_duration").asLong();
        long prompt = last.at("/prompt_eval_duration").asLong();
        long answer = last.at("/eval_duration").asLong();
        assertThat(total).isPositive().isLessThanOrEqualTo(took).isEqualTo(prompt + answer);
        assertThat(prompt).isPositive();
        assertThat(answer).isPositive();
        assertThat(last.at("/load_duration").asLong(-1)).isZero();
        assertThat(last.at("/eval_count").asInt()).isEqualTo(3);
        assertThat(lines.get(0).has("total_duration")).isFalse();
    }

    @Test
    void theModelIsDescribed() throws Exception {
        JsonNode tag = TestServer.json(server.get("/api/tags")).at("/models/0");
        assertThat(tag.at("/name").asText()).isEqualTo("tiny-vl");
        assertThat(tag.at("/digest").asText()).matches("[0-9a-f]{64}");
        assertThat(tag.at("/size").asLong()).isPositive();
        assertThat(tag.at("/details/quantization_level").asText()).isEqualTo("FLOAT32");
        JsonNode loaded = TestServer.json(server.get("/api/ps")).at("/models/0");
        assertThat(loaded.at("/digest")).isEqualTo(tag.at("/digest"));
        assertThat(loaded.at("/context_length").asInt()).isPositive();
        for (String body : List.of("{\"model\":\"tiny-vl\"}", "{\"name\":\"tiny-vl:latest\",\"verbose\":true}", "{}")) {
            JsonNode shown = TestServer.json(server.post("/api/show", body));
            assertThat(shown.at("/capabilities")).extracting(JsonNode::asText).containsExactly("completion", "vision");
            assertThat(shown.at("/model_info/general.architecture").asText()).isEqualTo("qwen_vl");
            assertThat(shown.at("/details/parameter_size").asText()).endsWith("M");
        }
        HttpResponse<String> other = server.post("/api/show", "{\"model\":\"llama3\"}");
        assertThat(other.statusCode()).isEqualTo(404);
        assertThat(TestServer.json(other).at("/error").asText()).contains("tiny-vl");
        assertThat(TestServer.json(server.get("/api/version")).at("/version").asText())
                .matches("\\d+\\.\\d+\\.\\d+.*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/generate {\"model\":\"tiny-vl\"}",
                "/api/generate {\"model\":\"tiny-vl:latest\",\"prompt\":\"\",\"keep_alive\":0}",
                "/api/generate {\"prompt\":null}",
                "/api/chat {\"model\":\"tiny-vl\",\"messages\":[]}",
                "/api/chat {\"model\":\"tiny-vl\",\"keep_alive\":-1}"
            })
    void whoAsksNothingIsToldThatTheModelIsLoaded(String request) throws Exception {
        String[] parts = request.split(" ");
        JsonNode reply = TestServer.json(server.post(parts[0], parts[1]));
        assertThat(reply.at("/done").asBoolean()).as(reply.toString()).isTrue();
        assertThat(reply.at("/done_reason").asText())
                .isEqualTo(request.contains("\"keep_alive\":0") ? "unload" : "load");
        assertThat(reply.at("/eval_count").isMissingNode()).isTrue();
    }

    @Test
    void loadingAnotherModelIs404() throws Exception {
        assertThat(server.post("/api/generate", "{\"model\":\"llama3\"}").statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "data:image/png;base64,"})
    void picturesComeInBase64(String before) throws Exception {
        String picture = before
                + Base64.getMimeEncoder().encodeToString(Files.readAllBytes(Fixtures.path("images/scene-640x480.png")));
        String images = "\"images\":[" + new ObjectMapper().writeValueAsString(picture) + "]";
        String options = "\"stream\":false,\"options\":{\"num_predict\":1}";
        JsonNode chat = TestServer.json(server.post(
                "/api/chat", "{" + options + ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"," + images + "}]}"));
        assertThat(chat.at("/prompt_eval_count").asInt()).as(chat.toString()).isGreaterThan(258);
        JsonNode generate =
                TestServer.json(server.post("/api/generate", "{" + options + ",\"prompt\":\"hi\"," + images + "}"));
        assertThat(generate.at("/prompt_eval_count")).isEqualTo(chat.at("/prompt_eval_count"));
    }

    @Test
    void tooManyPicturesAreRefusedWhereTheyStand() throws Exception {
        String images = "\"images\":[" + "\"AAAA\",".repeat(8) + "\"AAAA\"]";
        HttpResponse<String> reply =
                server.post("/api/chat", "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"," + images + "}]}");
        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(TestServer.json(reply).at("/error").asText()).startsWith("messages[0].images[8] exceeds");
    }
}
