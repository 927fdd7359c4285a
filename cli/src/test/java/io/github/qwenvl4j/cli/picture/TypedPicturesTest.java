package io.github.qwenvl4j.cli.picture;

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

class TypedPicturesTest {

    @TempDir
    private Path folder;

    private String plain;
    private String spaced;

    @BeforeEach
    void makePictures() throws IOException {
        plain = made("dog.png");
        spaced = made("my 狗's (1).JPG");
    }

    private String made(String name) throws IOException {
        return Files.createFile(folder.resolve(name)).toString();
    }

    private static TypedPictures typed(String rest, String... pictures) {
        return new TypedPictures(List.of(pictures), rest);
    }

    @Test
    void droppedFilesArePictures() {
        List<String> spellings = List.of(
                spaced,
                "\"" + spaced + "\"",
                spaced.replaceAll("([ '()])", "\\\\$1"),
                Path.of(spaced).toUri().toString(),
                Path.of(spaced).toUri().toASCIIString());
        for (String spelling : spellings) {
            assertThat(TypedPictures.in(spelling)).as(spelling).isEqualTo(typed("", spaced));
            assertThat(TypedPictures.in("'" + plain + "' " + spelling + " which is older?"))
                    .as(spelling)
                    .isEqualTo(typed("which is older?", plain, spaced));
        }
        assertThat(TypedPictures.in(plain + " ")).isEqualTo(typed("", plain));
    }

    @Test
    void sentencesGoOnBehindAName() {
        for (String behind : List.of("?", ", please", "里有什么？", ".", ")", ": the cat")) {
            assertThat(TypedPictures.in("what is in " + plain + behind))
                    .isEqualTo(typed("what is in " + behind, plain));
            assertThat(TypedPictures.in("what is in /no/such.heic" + behind))
                    .isEqualTo(typed("what is in " + behind, "/no/such.heic"));
        }
        assertThat(TypedPictures.in("看看" + plain + "里有什么")).isEqualTo(typed("看看里有什么", plain));
    }

    @Test
    void theLongestPathThatExistsIsMeant() throws IOException {
        String shorter = made("a.png");
        String longer = made("a.png and b.png");
        assertThat(TypedPictures.in("see " + longer + " now")).isEqualTo(typed("see  now", longer));
        assertThat(TypedPictures.in(shorter + " and " + plain)).isEqualTo(typed("and", shorter, plain));
        Path blank = Files.createDirectories(folder.resolve("my holiday"));
        String inside = Files.createFile(blank.resolve("sea side.webp")).toString();
        assertThat(TypedPictures.in(inside + " What is it?")).isEqualTo(typed("What is it?", inside));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/home/nobody/none.png What is it? | /home/nobody/none.png | What is it?",
                "/home/nobody/my none.JPEG What? | /home/nobody/my none.JPEG | What?",
                "/home/nobody/my\\ none.png What? | /home/nobody/my none.png | What?",
                "look at ./none.avif | ./none.avif | look at",
                "../none.tiff | ../none.tiff | ''",
                "photos/none.png who? | photos/none.png | who?",
                "C:\\temp\\x.png what? | C:\\temp\\x.png | what?",
                "D:/my pictures/x.bmp | D:/my pictures/x.bmp | ''",
                "file://other/host.png | file://other/host.png | ''",
                "file:///none/a%20b.pdf ? | /none/a b.pdf | ?",
                "'/none/it.heic' where? | /none/it.heic | where?",
                "https://example.org/a.jpg?w=3 what? | https://example.org/a.jpg?w=3 | what?"
            })
    void whatLooksLikeAPictureIsOneAlsoWhenItIsMissing(String line, String picture, String rest) {
        assertThat(TypedPictures.in(line)).isEqualTo(typed(rest, picture));
    }

    @Test
    void eachOfTwoMissingPathsIsTold() {
        assertThat(TypedPictures.in("/no/a.png and /no/b.png")).isEqualTo(typed("and", "/no/a.png", "/no/b.png"));
        assertThat(TypedPictures.in("is ~/docs like " + plain)).isEqualTo(typed("is ~/docs like", plain));
    }

    @Test
    void aFileDroppedAloneIsTakenForAPictureWhateverItsName() throws IOException {
        String notes = made("notes.txt");
        assertThat(TypedPictures.in(notes)).isEqualTo(typed("", notes));
        assertThat(TypedPictures.in("what is in " + notes)).isEqualTo(typed("what is in " + notes));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "What's this?",
                "It's 5 o'clock",
                "1/2 + 1/3",
                "and/or",
                "Is .png better than .jpg?",
                "What is a png file",
                "none-here.png is no file, so this is a name",
                "/home/nobody/none.txt",
                "https://example.org/page what is it?",
                "say \"hi",
                "a\\",
                "\u0000",
                "图里有什么？"
            })
    void everythingElseIsText(String line) {
        assertThat(TypedPictures.in(line)).isEqualTo(typed(line));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "missing.jpg Where is the dog? | missing.jpg",
                "What does logo.png mean? | logo.png",
                "what is in (a-b.c.webp)? | a-b.c.webp",
                "compare 'x.pdf', y.GIF. | x.pdf y.GIF",
                "图片狗.bmp里有什么 | 图片狗.bmp",
                "Is .png better than .jpg? | ``",
                "/home/nobody/none.txt and notes.txt | ``",
                "https://example.org/page?f=a.png what is it? | ``"
            })
    void namesOfNoFileAreKnown(String line, String names) {
        assertThat(String.join(" ", TypedPictures.in(line).namesOfNoFile())).isEqualTo(names);
        assertThat(TypedPictures.in(line)).isEqualTo(typed(line));
    }

    @Test
    void aWholeArgumentNamesAPicture() {
        assertThat(TypedPictures.named(plain)).contains(plain);
        assertThat(TypedPictures.named("./none.png")).contains("./none.png");
        assertThat(TypedPictures.named("heart?")).isEmpty();
        assertThat(TypedPictures.named("What is in ./none.png?")).isEmpty();
    }

    @Test
    void pathsBehindCommandsAreUnwrapped() {
        assertThat(TypedPictures.path("'/a b/c.png'")).isEqualTo("/a b/c.png");
        assertThat(TypedPictures.path("/a\\ b/c.png")).isEqualTo("/a b/c.png");
        assertThat(TypedPictures.path("file:///a%20b/c.png")).isEqualTo("/a b/c.png");
        assertThat(TypedPictures.path("/a b/c.png")).isEqualTo("/a b/c.png");
        assertThat(TypedPictures.path("~/c.png")).isEqualTo(System.getProperty("user.home") + "/c.png");
        assertThat(TypedPictures.path("https://example.org/a.png")).isEqualTo("https://example.org/a.png");
        assertThat(TypedPictures.address("https://example.org/a.png")).isEqualTo("https://example.org/a.png");
        assertThat(TypedPictures.address(plain)).isEqualTo(plain);
    }
}
