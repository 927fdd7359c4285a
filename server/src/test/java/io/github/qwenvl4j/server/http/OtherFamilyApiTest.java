package io.github.qwenvl4j.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.fake.FakeFamily;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server over a family that has nothing in common with the real ones. */
class OtherFamilyApiTest {

    private static final Path WIDE = Fixtures.path("images/scene-640x480.png"); // 7 rows
    private static final Path UPRIGHT = Fixtures.path("images/tiny-3x5.png"); // 3 rows

    @TempDir
    private static Path folder;

    private static TestServer server;
    private static QwenVl model;

    @BeforeAll
    static void start() {
        Path fake = FakeFamily.write(folder.resolve("fake"));
        server = TestServer.start(options -> options, () -> QwenVl.open(fake));
        model = QwenVl.open(fake);
    }

    @AfterAll
    static void stop() {
        server.close();
        model.close();
    }

    private static String picture(Path file) throws Exception {
        return "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,"
                + Base64.getEncoder().encodeToString(Files.readAllBytes(file)) + "\"}}";
    }

    private static String body(boolean stream, String... parts) {
        return "{\"temperature\":0,\"stream\":" + stream + ",\"max_tokens\":40,\"messages\":[{\"role\":\"user\","
                + "\"content\":[" + String.join(",", parts) + "]}]}";
    }

    private static String text(String words) {
        return "{\"type\":\"text\",\"text\":\"" + words + "\"}";
    }

    @Test
    void anAnswerIsTheLibrarys() throws Exception {
        Answer expected = model.ask(
                Message.user("Compare them.", Picture.of(WIDE), Picture.of(UPRIGHT)),
                model.defaults().withMaxNewTokens(40));
        JsonNode reply = TestServer.json(server.post(
                "/v1/chat/completions", body(false, picture(WIDE), picture(UPRIGHT), text("Compare them."))));
        assertThat(reply.at("/choices/0/message/content").asText()).isEqualTo(expected.text());
        assertThat(reply.at("/usage/prompt_tokens").asInt())
                .isEqualTo(expected.usage().promptTokens());
        StringBuilder streamed = new StringBuilder();
        for (JsonNode event : Events.of(server.post(
                                "/v1/chat/completions",
                                body(true, picture(WIDE), picture(UPRIGHT), text("Compare them.")))
                        .body())
                .chunks()) {
            streamed.append(event.at("/choices/0/delta/content").asText(""));
        }
        assertThat(streamed.toString()).isEqualTo(expected.text());
    }

    /** As given: this family has no order of its own. */
    @Test
    void wordsBeforeThePictureStayThere() throws Exception {
        String wordsFirst = TestServer.json(
                        server.post("/v1/chat/completions", body(false, text("What is this?"), picture(WIDE))))
                .at("/choices/0/message/content")
                .asText();
        Message asked = Message.user("What is this?").picture(Picture.of(WIDE));
        assertThat(wordsFirst)
                .isEqualTo(
                        model.ask(asked, model.defaults().withMaxNewTokens(40)).text());
    }

    @Test
    void aPictureThatCannotBeReadIsNamedByItsNumber() throws Exception {
        String broken = "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AAAA\"}}";
        JsonNode error = TestServer.json(
                server.post("/v1/chat/completions", body(false, picture(WIDE), picture(WIDE), broken, text("x"))));
        assertThat(error.at("/error/message").asText()).contains("image 3");
    }

    @Test
    void ollamasClientsAreServedToo() throws Exception {
        JsonNode shown = TestServer.json(server.post("/api/show", "{}"));
        assertThat(shown.at("/details/family").asText()).isEqualTo("fake");
        assertThat(shown.at("/model_info/fake.context_length").asInt()).isEqualTo(512);
        List<JsonNode> lines = Events.lines(server.post(
                        "/api/chat",
                        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"options\":{\"temperature\":0}}")
                .body());
        assertThat(lines.get(lines.size() - 1).at("/done").asBoolean()).isTrue();
    }
}
