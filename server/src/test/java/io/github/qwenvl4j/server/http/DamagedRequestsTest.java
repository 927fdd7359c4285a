package io.github.qwenvl4j.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.testing.Damage;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens to the body of a request, the answer is a reply or a plain refusal, never an internal error. */
class DamagedRequestsTest {

    private static final String MESSAGES = """
            "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": [{"type": "text", "text": "Wo \u00e9?"}, \
            {"type": "image_url", "image_url": {"url": "PICTURE", "detail": "low"}}]}, {"role": "assistant", "content": null}]""";

    private static final String CHAT = """
            {"model": "tiny-vl", "max_tokens": 1, "temperature": 0.5, "top_p": 0.9, "seed": 7, "n": 1, "stop": ["a", "b"], "stream": false, \
            "logprobs": true, "top_logprobs": 2, "presence_penalty": 0.5, "user": "u", "response_format": {"type": "text"}, MESSAGES}""";

    private static final String OLLAMA = """
            {"model": "tiny-vl", "stream": false, "options": {"num_predict": 1, "temperature": 0.1, "stop": ["x"]}, \
            "messages": [{"role": "user", "content": "hi", "images": []}]}""";

    @AutoClose
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/chat/completions", "/api/chat"})
    void damageNeverEndsInAnInternalError(String route) throws Exception {
        String body = route.startsWith("/api") ? OLLAMA : CHAT.replace("MESSAGES", MESSAGES);
        byte[] good =
                body.replace("PICTURE", TestServer.dataUrl("tiny-3x5.png")).getBytes(StandardCharsets.UTF_8);
        Random random = new Random(12);
        int rounds = Damage.rounds(600);
        int refused = 0;
        for (int round = 0; round < rounds; round++) {
            byte[] damaged = Damage.of(good, random);
            HttpResponse<String> answer = server.send(server.request(route)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofByteArray(damaged))
                    .build());
            if (answer.statusCode() != 200) {
                requirePlainRefusal(answer, damaged);
                refused++;
            }
        }

        assertThat(refused).isBetween(rounds / 4, rounds);
        assertThat(server.get("/health").statusCode()).isEqualTo(200);
    }

    private static void requirePlainRefusal(HttpResponse<String> answer, byte[] damaged) throws Exception {
        String sent = new String(damaged, StandardCharsets.UTF_8);
        assertThat(answer.statusCode()).as(sent).isBetween(400, 499);
        JsonNode error = TestServer.json(answer).path("error");
        Damage.requirePlain(
                error.isTextual() ? error.asText() : error.path("message").asText());
    }
}
