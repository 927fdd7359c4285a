package io.github.qwenvl4j.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.cli.Cli;
import io.github.qwenvl4j.testing.Fixtures;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code run --questions}, and pictures and prompts from standard input. */
class QuestionsTest {

    private static final String MODEL = Fixtures.path("tiny-vl").toString();
    private static final Path SCENE = Fixtures.path("images/scene-640x480.png");
    private static final Path GRAY = Fixtures.path("images/gray-300x200.png");

    @TempDir
    private Path folder;

    private static Cli run(String... options) {
        List<String> args = new ArrayList<>(
                List.of("run", "--model", MODEL, "--dtype", "float32", "--temperature", "0", "--max-new-tokens", "4"));
        args.addAll(List.of(options));
        return Cli.run(args);
    }

    private static Cli piped(byte[] input, String... options) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(input));
        try {
            return run(options);
        } finally {
            System.setIn(before);
        }
    }

    private static List<JsonNode> rows(Cli cli) {
        return cli.out()
                .lines()
                .map(line -> {
                    try {
                        return new ObjectMapper().readTree(line);
                    } catch (IOException e) {
                        throw new AssertionError(line, e);
                    }
                })
                .toList();
    }

    @Test
    void eachQuestionIsARowWithWhatRunAnswers() throws IOException {
        Path questions = Files.writeString(folder.resolve("questions.jsonl"), """
                \uFEFFWhat is it?

                {"id": 7, "question": "图里有什么？", "images": ["%s"]}
                {"question": "And?", "image": "%s"}
                """.formatted(SCENE, GRAY));
        Cli cli = run("--questions", questions.toString(), "--image", SCENE.toString());
        assertThat(cli.err()).isEmpty();
        assertThat(cli.exitCode()).isZero();
        List<JsonNode> rows = rows(cli);
        assertThat(rows).hasSize(3);
        assertThat(rows.get(0).get("question").asText()).isEqualTo("What is it?");
        assertThat(rows.get(0).get("ids"))
                .isEqualTo(run("--json", "--image", SCENE.toString(), "What is it?")
                        .json()
                        .get("ids"));
        assertThat(rows.get(1).get("id").asInt()).isEqualTo(7);
        assertThat(rows.get(1).at("/usage/image_tokens").asInt()).isEqualTo(512);
        JsonNode alone = run("--json", "--image", SCENE.toString(), "--image", GRAY.toString(), "And?")
                .json();
        assertThat(rows.get(2).get("ids")).isEqualTo(alone.get("ids"));
        assertThat(rows.get(2).get("prompt_ids")).isEqualTo(alone.get("prompt_ids"));
    }

    @Test
    void mistakesAreRowsAndAnExitCode() {
        String lines = """
                {"question": "Where?", "images": ["/none.png"]}
                {"question": 7}
                {broken
                {"question": "a", "images": "x.png"}
                Hi
                """;
        Cli cli = piped(lines.getBytes(StandardCharsets.UTF_8), "--questions", "-");
        assertThat(cli.exitCode()).isEqualTo(1);
        assertThat(rows(cli).stream().map(row -> row.path("error").asText()))
                .containsExactly(
                        "image /none.png does not exist",
                        "question is missing or is not a text",
                        "the line begins with { but is not a JSON object",
                        "images must be a list of paths or addresses",
                        "");
        assertThat(rows(cli).get(0).get("question").asText()).isEqualTo("Where?");
        assertThat(rows(cli).get(2).get("line").asText()).isEqualTo("{broken");
        assertThat(rows(cli).get(4).get("ids")).hasSize(4);
    }

    @Test
    void aDashIsThePictureOnStandardInput() throws IOException {
        Cli cli = piped(Files.readAllBytes(SCENE), "--json", "--image", "-", "Where", "is", "it?");
        assertThat(cli.json().get("ids"))
                .isEqualTo(run("--json", "--image", SCENE.toString(), "Where is it?")
                        .json()
                        .get("ids"));
        Cli bad = piped("no picture".getBytes(StandardCharsets.UTF_8), "--image", "-", "Hi");
        assertThat(bad.err()).isEqualTo("qwenvl: image standard input is text, not a JPEG, PNG, WebP, GIF or BMP\n");
        assertThat(piped(Files.readAllBytes(SCENE), "-").err())
                .isEqualTo("qwenvl: standard input is not text in UTF-8\n");
    }

    @Test
    void aRawPromptFromStandardInputIsAsItIs() {
        byte[] prompt = "Hi\n\n".getBytes(StandardCharsets.UTF_8);
        assertThat(piped(prompt, "--json", "--raw", "-").json().get("prompt_ids"))
                .isEqualTo(run("--json", "--raw", "Hi\n\n").json().get("prompt_ids"));
    }

    @Test
    void anAtSignIsText() throws IOException {
        Path file = Files.writeString(folder.resolve("words"), "something else");
        assertThat(run("--json", "--raw", "@" + file).json().get("prompt_ids"))
                .isEqualTo(piped(("@" + file).getBytes(StandardCharsets.UTF_8), "--json", "--raw", "-")
                        .json()
                        .get("prompt_ids"));
    }
}
