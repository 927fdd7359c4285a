package io.github.qwenvl4j.cli.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.cli.Cli;
import io.github.qwenvl4j.testing.Fixtures;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChatCommandTest {

    private static final String MODEL = Fixtures.path("tiny-vl").toString();
    private static final String SCENE =
            Fixtures.path("images/scene-640x480.png").toString();

    private static Cli chat(String typed, String... options) {
        String[] args = {"chat", "--model", MODEL, "--temperature", "0", "--max-new-tokens", "5"};
        return typing(typed, Stream.of(args, options).flatMap(Arrays::stream).toArray(String[]::new));
    }

    private static Cli typing(String typed, String... args) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)));
        try {
            return Cli.run(args);
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void pipedLinesAreAnsweredWithoutNoise() {
        Cli run =
                Cli.run("run", "--model", MODEL, "--temperature", "0", "--max-new-tokens", "5", "--image", SCENE, "Hi");
        Cli chat = chat("/image " + SCENE + "\nHi\n");
        assertThat(chat.err()).isEmpty();
        assertThat(chat.out()).isEqualTo(run.out());
        assertThat(chat.exitCode()).isZero();
    }

    @Test
    void minPCutsTheUnlikelyOff() {
        String likeliest = chat("Hi\n").out();
        assertThat(sampled("0")).isNotEqualTo(likeliest);
        assertThat(sampled("1")).isEqualTo(likeliest);
    }

    /** The answer to the same question, with a seed. */
    private static String sampled(String minP) {
        String options = "chat --temperature 1.5 --seed 5 --top-p 1 --top-k 0 --max-new-tokens 5 --min-p " + minP;
        Cli chat = typing("Hi\n", (options + " --model " + MODEL).split(" "));
        assertThat(chat.exitCode()).as(chat.err()).isZero();
        return chat.out();
    }

    @Test
    void anAnswerThatTakesTooLongIsAMistake() {
        Cli chat = chat("Hi\n", "--time-limit", "0.001");
        assertThat(chat.exitCode()).isEqualTo(1);
        assertThat(chat.err()).isEqualTo("qwenvl: the answer was not complete within 1 ms\n");
    }

    @Test
    void answersBeginAsTheyAreTold() {
        assertThat(chat("Hi\nHi\n", "--beginning", "Well").out().lines())
                .hasSize(2)
                .allMatch(line -> line.startsWith("Well"));
    }

    @Test
    void mistakesOfAScriptShowInTheExitCode() {
        Cli chat = chat("/image /none.png\n/help\n/quit\n");
        assertThat(chat.exitCode()).isEqualTo(1);
        assertThat(chat.err()).isEqualTo("qwenvl: image /none.png does not exist\n");
        assertThat(chat.out()).contains("/retry");
    }

    @Test
    void aPictureThatIsMissingIsNeverText() {
        Cli chat = chat("/none.png What is it?\nsee ./no such.heic\nHi\n");
        assertThat(chat.exitCode()).isEqualTo(1);
        assertThat(chat.err())
                .isEqualTo("qwenvl: image /none.png does not exist\nqwenvl: image ./no such.heic does not exist\n");
        assertThat(chat.out()).hasLineCount(1);
    }

    @Test
    void aNameOfNoFileIsTextButNotInSilence() {
        Cli chat = chat("missing.jpg Where is the dog?\n");
        assertThat(chat.exitCode()).isZero();
        assertThat(chat.err()).isEqualTo("qwenvl: missing.jpg: no such file, taken as text\n");
        assertThat(chat.out()).hasLineCount(1);
    }

    @Test
    void linesThatBelongTogetherAreOneQuestion() {
        assertThat(chat("What\\\nis\\\nit?\n").out())
                .isEqualTo(chat("```\nWhat\nis\nit?\n```\n").out());
        assertThat(chat("What\\\nis it?\nHi\n").out()).hasLineCount(2);
    }

    @Test
    void unknownPicturesOptionsAreUsage() {
        Cli chat = chat("", "--pictures", "ascii");
        assertThat(chat.exitCode()).isEqualTo(2);
        assertThat(chat.err()).contains("--pictures").hasLineCount(1);
    }

    @Test
    void aNameThatIsNoneIsNotPulled() {
        Cli pull = Cli.run("pull", "Qwen-VL-Chat");
        assertThat(pull.exitCode()).isEqualTo(1);
        assertThat(pull.err()).isEqualTo("qwenvl: 'Qwen-VL-Chat' is not a model name such as Qwen/Qwen-VL-Chat\n");
        assertThat(Cli.run("pull", "a/b", "--source", "ftp").exitCode()).isEqualTo(2);
    }

    @Test
    void aModelThatWasNotPulledIsNamed() {
        Cli chat = Cli.run("chat", "--model", "nobody/has-this-model");
        assertThat(chat.exitCode()).isEqualTo(1);
        assertThat(chat.err())
                .isEqualTo("qwenvl: nobody/has-this-model: not on this machine; fetch it with: qwenvl pull"
                        + " nobody/has-this-model\n");
    }
}
