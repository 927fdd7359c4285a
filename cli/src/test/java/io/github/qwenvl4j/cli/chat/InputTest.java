package io.github.qwenvl4j.cli.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InputTest {

    @TempDir
    private Path folder;

    private String plain;
    private String spaced;

    @BeforeEach
    void makePictures() throws IOException {
        plain = Files.createFile(folder.resolve("dog.png")).toString();
        spaced = Files.createFile(folder.resolve("my 狗's (1).JPG")).toString();
    }

    @Test
    void droppedFilesArePictures() {
        List<String> spellings = List.of(
                "\"" + spaced + "\"",
                spaced.replaceAll("([ '()])", "\\\\$1"),
                Path.of(spaced).toUri().toString(),
                Path.of(spaced).toUri().toASCIIString());
        for (String spelling : spellings) {
            assertThat(Input.parse(spelling)).as(spelling).isEqualTo(new Input.Say("", List.of(spaced)));
            assertThat(Input.parse("'" + plain + "' " + spelling + " which is older?"))
                    .isEqualTo(new Input.Say("which is older?", List.of(plain, spaced)));
        }
        assertThat(Input.parse(plain + " ")).isEqualTo(new Input.Say("", List.of(plain)));
        assertThat(Input.parse("what is in " + plain + " ?")).isEqualTo(new Input.Say("what is in  ?", List.of(plain)));
    }

    @Test
    void pathsBehindCommandsAreUnwrapped() {
        assertThat(DroppedFiles.path("'/a b/c.png'")).isEqualTo("/a b/c.png");
        assertThat(DroppedFiles.path("/a\\ b/c.png")).isEqualTo("/a b/c.png");
        assertThat(DroppedFiles.path("file:///a%20b/c.png")).isEqualTo("/a b/c.png");
        assertThat(DroppedFiles.path("/a b/c.png")).isEqualTo("/a b/c.png");
        assertThat(DroppedFiles.path("~/c.png")).isEqualTo(System.getProperty("user.home") + "/c.png");
        assertThat(DroppedFiles.path("https://example.org/a.png")).isEqualTo("https://example.org/a.png");
        assertThat(DroppedFiles.address("https://example.org/a.png")).isEqualTo("https://example.org/a.png");
        assertThat(DroppedFiles.address(plain)).isEqualTo(plain);
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
                "/home/nobody/none.png",
                "C:\\temp\\x",
                "say \"hi",
                "a\\",
                "file://other/host.png",
                "\u0000",
                "图里有什么？"
            })
    void everythingElseIsSaid(String line) {
        assertThat(Input.parse(line)).isEqualTo(new Input.Say(line.strip(), List.of()));
    }

    @Test
    void blanksAreNothing() {
        assertThat(Input.parse("  \t")).isEqualTo(new Input.Nothing());
    }
}
