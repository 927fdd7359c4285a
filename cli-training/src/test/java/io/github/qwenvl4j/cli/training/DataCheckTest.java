package io.github.qwenvl4j.cli.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.cli.Cli;
import io.github.qwenvl4j.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code data check} on files as people bring them: what they read, and the exit code. */
class DataCheckTest {

    private static final String MODEL = "tiny-vl";

    @TempDir
    private Path folder;

    private Path picture;

    @BeforeEach
    void copyPicture() throws IOException {
        picture = Files.copy(Fixtures.path("images/tiny-3x5.png"), folder.resolve("tiny.png"));
        Files.copy(Fixtures.path("images/scene-640x480.png"), folder.resolve("scene.png"));
    }

    private static Cli check(Path file, String... more) {
        List<String> args = new java.util.ArrayList<>(List.of("data", "check", file.toString()));
        args.addAll(List.of("--model", Fixtures.path(MODEL).toString()));
        args.addAll(List.of(more));
        return Cli.run(args);
    }

    private Cli check(String name, String content, String... more) throws IOException {
        return check(Files.writeString(folder.resolve(name), content), more);
    }

    @ParameterizedTest
    @CsvSource({
        "llava.json,           'JSON array, LLaVA'",
        "sharegpt.jsonl,       'JSON lines, ShareGPT'",
        "ms-swift.jsonl,       'JSON lines, ms-swift'",
        "picture-without-mark.json, 'JSON array, LLaVA'",
        "with-bom.json,        'JSON array, official'"
    })
    void layoutsAreNamedAndTheirPicturesUsed(String name, String layout) {
        Cli cli = check(Fixtures.shared("cases/train/" + name));
        assertThat(cli.exitCode()).as(cli.out()).isZero();
        assertThat(cli.out().lines().toList().get(0)).endsWith(name + ": " + layout);
        assertThat(cli.out()).contains("1 of 1 records can be trained on; 1 pictures\n");
    }

    @Test
    void whatALayoutBecomesIsWhatFixWrites() throws IOException {
        Path fixed = folder.resolve("fixed.jsonl");
        Path pic = Fixtures.shared("cases/train/pic.png");
        assertThat(check(Fixtures.shared("cases/train/ms-swift.jsonl"), "--fix", fixed.toString())
                        .exitCode())
                .isZero();
        assertThat(Files.readString(fixed))
                .contains("\"system\":\"You find things.\"")
                .contains("Picture 1: <img>" + pic + "</img>\\nFind <ref>the red circle</ref>")
                .contains("\"value\":\"<ref>the red circle</ref><box>(250,250),(750,750)</box>\"");
        assertThat(check(fixed).exitCode()).isZero();
        check(Fixtures.shared("cases/train/sharegpt.jsonl"), "--fix", fixed.toString());
        assertThat(Files.readString(fixed))
                .contains("\"system\":\"Answer in one word.\"")
                .contains("Picture 1: <img>" + pic + "</img>\\nWhat colour?");
        check(Fixtures.shared("cases/train/picture-without-mark.json"), "--fix", fixed.toString());
        assertThat(Files.readString(fixed)).contains("\"value\":\"Picture 1: <img>" + pic + "</img>\\nWhat is this?\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mark-without-picture.json | cannot be used: 1 | :1, record 1: the questions have 1 <image> mark, but the record names 0 pictures",
                "boxes-wrong.json | a box is wrong: 1 | :1, record 1: box (900,10),(100,1200) is outside 0..999",
                "all-pictures-missing.json | a picture is missing: 2 | nowhere.png does not exist",
                "nothing-to-learn.json | nothing to learn: 1 | :1, record 1: the answer is empty",
                "too-long.json | too long: 1 | ids long, but maxLength is 2048",
                "one-bad-line.jsonl | cannot be used: 1 | one-bad-line.jsonl:2: is not valid JSON: it ends too early"
            })
    void whatWouldBeDroppedIsNamedAndExits1(String name, String kind, String place) {
        Cli cli = check(Fixtures.shared("cases/train/" + name), "--max-length", "2048");
        assertThat(cli.exitCode()).isEqualTo(1);
        assertThat(cli.out()).contains("\n" + kind + "\n").contains(place);
        assertThat(cli.err()).isEmpty();
    }

    @Test
    void theOtherLinesOfABadFileAreReadAndWritten() throws IOException {
        Path fixed = folder.resolve("good.json");
        Cli cli = check(Fixtures.shared("cases/train/one-bad-line.jsonl"), "--fix", fixed.toString());
        assertThat(cli.out()).contains("2 of 3 records can be trained on", fixed + ": 2 samples\n");
        assertThat(check(fixed).out()).contains("JSON array, official", "2 of 2 records");
    }

    @Test
    void notesDoNotFail() throws IOException {
        String sample = """
                {"id": "1", "conversations": [{"from": "user", "value": "<img>tiny.png</img>a <|im_end|>"},
                {"from": "assistant", "value": "b"}]}""".replace("\n", "");
        Cli cli = check("a.jsonl", sample + "\n" + sample + "\n");
        assertThat(cli.exitCode()).as(cli.out()).isZero();
        assertThat(cli.out())
                .contains("note: a picture is tiny: 2\n", picture + " has only 3 x 5 pixels")
                .contains("note: the same as an earlier sample: 1\n", "a.jsonl:2\n")
                .contains("note: control tokens in a text: 2\n", "a.jsonl:1: typed control tokens are taken as text");
        assertThat(check(folder.resolve("a.jsonl"), "--trust-tags").out())
                .contains("typed control tokens act as control tokens");
    }

    @Test
    void csvRowsBecomeQuestionsAboutPictures() throws IOException {
        Path fixed = folder.resolve("fixed.jsonl");
        Cli cli = check(
                "a.csv",
                "image,question,answer,box\nscene.png,\"What, \"\"exactly\"\"?\",a dog,\"64,48,320,240\"\n"
                        + "scene.png,Who?,nobody,\n",
                "--fix",
                fixed.toString());
        assertThat(cli.exitCode()).as(cli.out()).isZero();
        assertThat(cli.out()).contains("a.csv: CSV\n2 of 2 records");
        assertThat(Files.readAllLines(fixed).get(0))
                .contains("</img>\\nWhat, \\\"exactly\\\"?")
                .contains("<ref>a dog</ref><box>(100,100),(500,500)</box>");
        assertThat(check("b.csv", "image,question\na,b\n").out())
                .contains("the first row must name the columns image, question, answer");
        assertThat(check(
                                "c.csv",
                                "image,question,answer,box\nscene.png,Q,A,\"1,2,3\"\nscene.png,Q,A,\"0,0,641,2\"\nx,y\n")
                        .out())
                .contains("c.csv: row 2: the box '1,2,3' is not four numbers")
                .contains("c.csv: row 3: the box (0,0),(641,2) is not ordered inside the picture of 640 x 480")
                .contains("c.csv: row 4: has 2 cells, but the first row names 4 columns");
    }

    /** The data is given by an absolute path, its pictures by relative ones, here or in another folder. */
    @Test
    void relativePicturesAreBesideTheFileOrInTheGivenFolder() throws IOException {
        String sample = "{\"image\": \"scene.png\", \"text\": \"a scene\"}";
        assertThat(check("a.jsonl", sample).exitCode()).isZero();
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path file = Files.writeString(elsewhere.resolve("b.jsonl"), sample);
        assertThat(check(file).exitCode()).isEqualTo(1);
        assertThat(check(file, "--images", folder.toString()).exitCode()).isZero();
    }

    @Test
    void aPictureThatIsNotUsedIsAnError() throws IOException {
        String turns = """
                "conversations": [{"from": "human", "value": "<image>\\nWhat?"}, {"from": "gpt", "value": "%s"}]}
                """;
        assertThat(check("a.jsonl", "{\"images\": [\"scene.png\", \"tiny.png\"], " + turns.formatted("x"))
                        .out())
                .contains("the questions have 1 <image> mark, but the record names 2 pictures");
        assertThat(check("b.jsonl", "{\"image\": \"scene.png\", " + turns.formatted("<image>"))
                        .out())
                .contains("an answer contains a picture, which cannot be learnt");
    }

    @Test
    void lengthsAreShown() throws IOException {
        Cli cli = check("a.jsonl", "{\"image\": \"scene.png\", \"text\": \"a scene\"}\n", "--max-length", "100");
        assertThat(cli.out())
                .containsPattern("ids up to +samples +longer\n +512 +1 +0  #+\n")
                .contains("--max-length 100 loses 1; the longest sample has 26");
    }

    @Test
    void aMissingFileIsOneLine() {
        for (String name : List.of("none.json", "none.csv")) {
            Path none = folder.resolve(name);
            Cli cli = check(none);
            assertThat(cli.exitCode()).isEqualTo(1);
            assertThat(cli.err()).isEqualTo("qwenvl: " + none + ": cannot be read: no such file or folder\n");
            assertThat(cli.out()).isEmpty();
        }
    }

    @Test
    void picturesAndLengthsAreThoseOfTheUsableRecords() throws IOException {
        Cli cli = check(
                "bad.csv",
                "image,question,answer\nscene.png,What?,a dog\ntiny.png,What?,a cat\nnone.png,What?,a cow\n"
                        + "scene.png,What?,\nscene.png,\"What?,a dog\n");
        assertThat(cli.exitCode()).isEqualTo(1);
        assertThat(cli.out())
                .contains("bad.csv: not readable to its end\n2 of 5 records can be trained on; 2 pictures\n")
                .containsPattern("ids up to +samples +longer\n +\\d+ +2 +0  #+\n");
    }
}
