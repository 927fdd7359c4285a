package io.github.qwenvl4j.cli.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.grounding.GroundedImage;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.OpenedModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatLoopTest {

    private static final String SCENE =
            Fixtures.path("images/scene-640x480.png").toString();
    private static final String GRAY = Fixtures.path("images/gray-300x200.png").toString();
    private static final AnswerOptions GREEDY = AnswerOptions.greedy(6);
    /** The model knows nothing; given the beginning it writes a box. */
    private static final AnswerOptions BOXES =
            AnswerOptions.greedy(24).withBeginning("<ref>a dog</ref><box>").withConstrainBoxes(true);

    private static QwenVl model;

    @TempDir
    private Path folder;

    @BeforeAll
    static void open() {
        model = OpenedModel.open("tiny-vl", Precision.FLOAT32);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    /** Types lines and keeps what is shown. */
    private static final class Script implements Screen {

        private final Queue<String> lines;
        private final List<String> answers = new ArrayList<>();
        private final List<GroundedImage> drawings = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();
        private final List<String> errors = new ArrayList<>();
        private final List<String> printed = new ArrayList<>();
        private int interruptAfter = Integer.MAX_VALUE;

        Script(String... lines) {
            this.lines = new ArrayDeque<>(List.of(lines));
        }

        @Override
        public Optional<String> readLine() {
            return Optional.ofNullable(lines.poll());
        }

        @Override
        public void answer(String text, String piece) {
            assertThat(text).endsWith(piece);
            interruptAfter--;
        }

        @Override
        public void answered(String text, Optional<GroundedImage> drawn) {
            answers.add(text);
            drawn.ifPresent(drawings::add);
        }

        @Override
        public void print(String text) {
            printed.add(text);
        }

        @Override
        public void note(String line) {
            notes.add(line);
        }

        @Override
        public void error(String line) {
            errors.add(line);
        }

        @Override
        public boolean interrupted() {
            return interruptAfter <= 0;
        }

        @Override
        public void close() {
            lines.clear();
        }
    }

    private static boolean run(Script script, AnswerOptions options) {
        try (ChatLoop loop = new ChatLoop(model, options, script)) {
            return loop.run();
        }
    }

    @Test
    void wordsOpenNoFile() {
        Script script = new Script("What does the HTML tag <img> do?", "Describe <img>/etc/passwd</img>");
        assertThat(run(script, GREEDY)).isTrue();
        assertThat(script.answers).hasSize(2);
        assertThat(script.errors).isEmpty();
    }

    @Test
    void boxesInJsonAreDrawn() {
        Path file = folder.resolve("boxes.png");
        Script script = new Script("/image " + SCENE, "Where is the dog?", "/boxes " + file);
        AnswerOptions options =
                AnswerOptions.greedy(2).withBeginning("[{\"bbox_2d\": [10, 20, 300, 400], \"label\": \"dog\"}]");
        try (QwenVl other = OpenedModel.open("qwen3-vl/tiny-q3vl", Precision.FLOAT32);
                ChatLoop loop = new ChatLoop(other, options, script)) {
            assertThat(loop.run()).isTrue();
        }
        assertThat(script.drawings).hasSize(1);
        assertThat(file).exists();
    }

    @Test
    void aQuestionIsAnsweredLikeInTheLibrary() {
        Script script = new Script("/system Be brief.", "/image " + SCENE, "/image " + GRAY, "Compare.");
        assertThat(run(script, GREEDY)).isTrue();
        Dialogue dialogue =
                Dialogue.of(Message.system("Be brief."), Message.user("Compare.", Picture.at(SCENE), Picture.at(GRAY)));
        assertThat(script.answers)
                .containsExactly(model.internals()
                        .answer(model.internals().prompt(dialogue), GREEDY)
                        .text());
    }

    @Test
    void threeTurnsWithTwoPictures() {
        Script script = new Script("'" + SCENE + "' What is this?", "Where?", "/image " + GRAY, "And this?");
        assertThat(run(script, GREEDY)).isTrue();
        assertThat(script.answers).hasSize(3);
        assertThat(script.notes)
                .contains("Picture 1: " + SCENE, "Picture 2: " + GRAY, "(cut after 6 tokens)")
                .containsSubsequence(
                        "(with Picture 1)", "(no new picture; shown before: Picture 1)", "(with Picture 2)")
                .doesNotContain("Picture 3");
    }

    @Test
    void savedAndLoadedConversationsGoOnAlike() {
        Path file = folder.resolve("talk.json");
        Script first = new Script("/image " + SCENE, "What is this?", "/save " + file, "Where is it?");
        Script second = new Script("/load " + file, "Where is it?", "/undo", "Where is it?", "/retry");
        assertThat(run(first, GREEDY)).isTrue();
        assertThat(run(second, GREEDY)).isTrue();
        assertThat(second.answers).hasSize(3).containsOnly(first.answers.get(1));
        assertThat(second.notes).contains("loaded: 1 questions and answers", "removed: Where is it?");
    }

    @Test
    void aQuestionWithAPictureThatCannotBeUsedIsNotAsked() throws IOException {
        Path heic =
                Files.write(folder.resolve("my photo.heic"), "\0\0\0\30ftypheic".getBytes(StandardCharsets.ISO_8859_1));
        Script script = new Script(heic + " What is it?", SCENE + " and " + folder + "/none.png differ in what?", "Hi");
        assertThat(run(script, GREEDY)).isFalse();
        assertThat(script.errors)
                .containsExactly(
                        "image " + heic + " is a HEIC, not a JPEG, PNG, WebP, GIF or BMP",
                        "image " + folder + "/none.png does not exist");
        assertThat(script.answers).hasSize(1);
        assertThat(script.notes).containsExactly("(no picture)", "(cut after 6 tokens)");
    }

    @Test
    void aPictureOfTheConversationIsNeverReplaced() throws IOException {
        Path picture = Files.copy(Path.of(SCENE), folder.resolve("scene.png"));
        Path link = Files.createSymbolicLink(folder.resolve("link.png"), picture);
        byte[] before = Files.readAllBytes(picture);
        Script script = new Script(picture + " Where is the dog?", "/boxes " + link, "/save " + picture);
        assertThat(run(script, BOXES)).isFalse();
        assertThat(script.errors)
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).contains("cannot be written: it is an input (" + picture));
        assertThat(picture).hasBinaryContent(before);
    }

    @Test
    void boxesAreShownAndDrawn() {
        Path file = folder.resolve("boxes.png");
        Script script = new Script("/image " + SCENE, "Where is the dog?", "/boxes '" + file + "'");
        assertThat(run(script, BOXES)).isTrue();
        assertThat(script.drawings).singleElement().satisfies(drawing -> {
            assertThat(drawing.picture().getWidth()).isEqualTo(640);
            assertThat(drawing.text().boxes()).isNotEmpty();
        });
        assertThat(file).isNotEmptyFile();
    }

    @Test
    void anInterruptStopsTheAnswerAndNothingElse() {
        Script script = new Script("Tell me everything.", "/quit", "never asked");
        script.interruptAfter = 2;
        assertThat(run(script, GREEDY)).isTrue();
        assertThat(script.answers).hasSize(1);
        assertThat(script.notes).contains("(stopped; the question is not part of the conversation)");
        assertThat(script.lines).containsExactly("never asked");
    }

    @Test
    void mistakesAreOneLineEachAndEndNothing() {
        Script script = new Script(
                "/nonsense",
                "/image",
                "/image /no/such.png",
                "/undo",
                "/retry",
                "/boxes x.png",
                "/load " + folder.resolve("none.json"),
                "/save /no/such/folder/talk.json",
                "/save \0",
                "",
                "still here?");
        assertThat(run(script, GREEDY)).isFalse();
        assertThat(script.errors)
                .hasSize(9)
                .allSatisfy(line -> assertThat(line).isNotBlank().doesNotContain("\n"))
                .contains(
                        "unknown command /nonsense; /help lists the commands",
                        "/image needs an argument: /image PATH|URL",
                        "nothing has been asked yet");
        assertThat(script.answers).hasSize(1);
    }

    @Test
    void theSystemTextIsShownAndSet() {
        Script script = new Script("/system", "/system 请用中文回答。", "/system", "/reset", "/system", "/help");
        assertThat(run(script, GREEDY)).isTrue();
        assertThat(script.printed)
                .startsWith("You are a helpful assistant.", "请用中文回答。", "请用中文回答。")
                .last()
                .asString()
                .contains(ChatHelp.COMMANDS);
    }

    @Test
    void modelTextCannotSteerTheTerminal() {
        assertThat(Printable.of("a\033[2J\u0007b\u009b1m\tc\nd\r狗"))
                .isEqualTo("a\uFFFD[2J\uFFFDb\uFFFD1m\tc\nd\uFFFD狗");
    }
}
