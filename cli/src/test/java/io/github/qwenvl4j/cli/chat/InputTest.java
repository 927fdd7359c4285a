package io.github.qwenvl4j.cli.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InputTest {

    @TempDir
    private Path folder;

    private static Input.Say said(String text, String... pictures) {
        return new Input.Say(text, List.of(pictures), List.of());
    }

    @Test
    void picturesInALineAreTakenOut() throws IOException {
        Path dog = Files.createFile(folder.resolve("dog.png"));
        assertThat(Input.parse(dog + " which is older? ")).isEqualTo(said("which is older?", dog.toString()));
    }

    @Test
    void severalLinesAreOneQuestion() {
        assertThat(Input.complete("What is\\")).isFalse();
        assertThat(Input.complete("What is\\\nthis?")).isTrue();
        assertThat(Input.complete("a share \\\\")).isTrue();
        assertThat(Input.parse("What is\\\nthis?")).isEqualTo(said("What is\nthis?"));
        assertThat(Input.complete("```")).isFalse();
        assertThat(Input.complete("```\na \\")).isFalse();
        assertThat(Input.complete("```\na\n```")).isTrue();
        assertThat(Input.complete("say ``` and")).isTrue();
    }

    @Test
    void betweenFencesEverythingIsText() {
        String text = "/image is a command\n/tmp/none.png \\\n  it's";
        assertThat(Input.parse("```\n" + text + "\n```")).isEqualTo(said(text));
        assertThat(Input.parse("Explain\n```\n/tmp/none.png\n```\nfor /tmp/other.png"))
                .isEqualTo(said("Explain\n/tmp/none.png\nfor", "/tmp/other.png"));
    }

    @Test
    void namesOfNoFileAreTextAndTold() {
        assertThat(Input.parse("missing.jpg and logo.PNG\n```\nfenced.png\n```"))
                .isEqualTo(new Input.Say(
                        "missing.jpg and logo.PNG\nfenced.png", List.of(), List.of("missing.jpg", "logo.PNG")));
    }

    @ParameterizedTest
    @CsvSource({
        "/image a.png,image,a.png",
        "/IMAGE  a b ,image,a b",
        "/undo,undo,''",
        "/?,?,''",
        "/nonsense x,nonsense,x"
    })
    void aSlashAndAWordIsACommand(String line, String name, String argument) {
        assertThat(Input.parse(line)).isEqualTo(new Input.Command(name, argument));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "What's this?",
                "It's 5 o'clock",
                "1/2 + 1/3",
                "C:\\temp\\x",
                "say \"hi",
                "a\\",
                "\u0000",
                "图里有什么？"
            })
    void everythingElseIsSaid(String line) {
        assertThat(Input.parse(line)).isEqualTo(said(line.strip()));
    }

    @Test
    void blanksAreNothing() {
        assertThat(Input.parse("  \t")).isEqualTo(new Input.Nothing());
    }
}
