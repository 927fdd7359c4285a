package io.github.qwenvl4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.chat.Conversation;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.ModifiedCheckpoint;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same question to the library, to {@code run}, to {@code chat} and to the server, in float32: one answer. */
class FacesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOKENS = "24";
    private static final Path SCENE = Fixtures.path("images/scene-640x480.png");
    private static final Path SMALL = Fixtures.path("images/tiny-3x5.png");

    private record Case(String question, List<Path> pictures, Optional<String> system, boolean constrained) {}

    private static final List<Case> CASES = List.of(
            new Case("a b c d", List.of(), Optional.empty(), false),
            new Case("What is this?", List.of(SCENE), Optional.empty(), false),
            new Case("Compare them.", List.of(SCENE, SMALL), Optional.empty(), false),
            new Case("What is this?", List.of(SCENE), Optional.of("Be brief."), false),
            new Case("Where is it?", List.of(SCENE), Optional.empty(), true));

    @ParameterizedTest
    @ValueSource(strings = {"chatml", "raw"})
    void everyFaceGivesTheSameAnswer(String format) throws Exception {
        Path checkpoint = ModifiedCheckpoint.directory("tiny-vl", "generation_config.json", "chat_format", format);
        Process server = new ProcessBuilder(
                        Program.command("serve", "--port", "0", "--dtype", "float32", "--model", checkpoint.toString()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out =
                        new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
                QwenVl model = QwenVl.open(checkpoint, OpenOptions.defaults().withPrecision(Precision.FLOAT32))) {
            String address = out.readLine().replaceFirst(".* is served at ", "");
            for (Case asked : CASES) {
                Answer expected = library(model, asked);
                assertThat(expected.ids()).isNotEmpty();
                JsonNode run = run(checkpoint, asked);
                assertThat(run.at("/ids")).as("run, %s", asked).isEqualTo(JSON.valueToTree(expected.ids()));
                assertThat(chat(checkpoint, asked)).as("chat, %s", asked).isEqualTo(expected.text() + "\n");
                assertThat(server(address, asked)).as("server, %s", asked).isEqualTo(expected.text());
            }
        } finally {
            server.destroyForcibly();
        }
    }

    private static Answer library(QwenVl model, Case asked) {
        AnswerOptions options = AnswerOptions.greedy(Integer.parseInt(TOKENS)).withConstrainBoxes(asked.constrained);
        Message question = Message.user(
                asked.question, asked.pictures.stream().map(Picture::of).toArray(Picture[]::new));
        try (Conversation talk = model.conversation()) {
            asked.system.ifPresent(talk::setSystem);
            return talk.ask(question, options);
        }
    }

    private static List<String> options(String command, Path checkpoint, Case asked) {
        List<String> args = new ArrayList<>(
                List.of(command, "--model", checkpoint.toString(), "--dtype", "float32", "--temperature", "0"));
        args.addAll(List.of("--max-new-tokens", TOKENS, "--top-k", "0", "--top-p", "1", "--repetition-penalty", "1"));
        if (asked.constrained) {
            args.add("--constrain-boxes");
        }
        return args;
    }

    private static JsonNode run(Path checkpoint, Case asked) {
        List<String> args = options("run", checkpoint, asked);
        asked.pictures.forEach(picture -> args.addAll(List.of("--image", picture.toString())));
        asked.system.ifPresent(text -> args.addAll(List.of("--system", text)));
        args.addAll(List.of("--json", asked.question));
        Cli cli = Cli.run(args);
        assertThat(cli.err()).isEmpty();
        return cli.json();
    }

    private static String chat(Path checkpoint, Case asked) {
        StringBuilder typed = new StringBuilder();
        asked.system.ifPresent(text -> typed.append("/system ").append(text).append('\n'));
        asked.pictures.forEach(
                picture -> typed.append("/image ").append(picture).append('\n'));
        typed.append(asked.question).append('\n');
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(typed.toString().getBytes(StandardCharsets.UTF_8)));
        try {
            Cli cli = Cli.run(options("chat", checkpoint, asked));
            assertThat(cli.err()).isEmpty();
            return cli.out();
        } finally {
            System.setIn(before);
        }
    }

    private static String server(String address, Case asked) throws Exception {
        ObjectNode body = JSON.createObjectNode().put("max_tokens", Integer.parseInt(TOKENS));
        body.put("temperature", 0).put("top_p", 1).put("top_k", 0).put("repetition_penalty", 1);
        body.put("constrain_boxes", asked.constrained);
        ArrayNode messages = body.putArray("messages");
        asked.system.ifPresent(
                text -> messages.addObject().put("role", "system").put("content", text));
        ArrayNode parts = messages.addObject().put("role", "user").putArray("content");
        for (Path picture : asked.pictures) {
            String data = "data:image/png;base64," + Base64.getEncoder().encodeToString(Files.readAllBytes(picture));
            parts.addObject().put("type", "image_url").putObject("image_url").put("url", data);
        }
        parts.addObject().put("type", "text").put("text", asked.question);
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/v1/chat/completions"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
        String reply = HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofString())
                .body();
        JsonNode content = JSON.readTree(reply).at("/choices/0/message/content");
        assertThat(content.isTextual()).as(reply).isTrue();
        return content.asText();
    }
}
