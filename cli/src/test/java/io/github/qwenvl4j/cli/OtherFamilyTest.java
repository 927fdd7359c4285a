package io.github.qwenvl4j.cli;

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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands over a family that has nothing in common with the real ones. */
class OtherFamilyTest {

    private static final Path WIDE = Fixtures.path("images/scene-640x480.png"); // 7 rows
    private static final Path UPRIGHT = Fixtures.path("images/tiny-3x5.png"); // 3 rows

    @TempDir
    private Path folder;

    private String model;

    @BeforeEach
    void write() {
        model = FakeFamily.write(folder.resolve("fake")).toString();
    }

    @Test
    void runAnswersAsTheLibrary() {
        Cli cli = Cli.run(
                "run",
                "--model",
                model,
                "--image",
                WIDE.toString(),
                "--image",
                UPRIGHT.toString(),
                "--json",
                "Compare.");
        assertThat(cli.err()).isEmpty();
        JsonNode report = cli.json();
        try (QwenVl opened = QwenVl.open(Path.of(model))) {
            Answer expected = opened.ask("Compare.", Picture.of(WIDE), Picture.of(UPRIGHT));
            assertThat(report.at("/text").asText()).isEqualTo(expected.text());
            assertThat(report.at("/usage/prompt_tokens").asInt())
                    .isEqualTo(expected.usage().promptTokens());
        }
        assertThat(report.at("/usage/image_tokens").asInt()).isEqualTo(3 + 7);
    }

    @Test
    void aRawPromptNamesPicturesInTheFamilysWay() {
        Cli cli = Cli.run("run", "--model", model, "--raw", "--json", "[[" + UPRIGHT + "]]Hi");
        assertThat(cli.err()).isEmpty();
        assertThat(cli.json().at("/usage/prompt_tokens").asInt()).isEqualTo(3 + 2 + 2);
    }

    @Test
    void inspectAndTokenizeSpeakOfIt() {
        assertThat(Cli.run("inspect", model).out())
                .contains("language    a few lines of Java")
                .contains("unused");
        assertThat(Cli.run("tokenize", "--model", model, "Hi").out()).isEqualTo("72\tH\n105\ti\n");
    }

    @Test
    void twoPicturesOfOneAreReadForSeveralQuestions() throws Exception {
        Path questions = folder.resolve("questions.txt");
        Files.writeString(questions, "What is this?\nAnd this?\n");
        Cli cli = Cli.run("run", "--model", model, "--image", WIDE.toString(), "--questions", questions.toString());
        assertThat(cli.err()).isEmpty();
        assertThat(cli.out().lines()).hasSize(2);
        try (QwenVl opened = QwenVl.open(Path.of(model))) {
            assertThat(cli.out())
                    .contains(opened.ask(Message.user("And this?", Picture.of(WIDE)), opened.defaults())
                            .text());
        }
    }
}
