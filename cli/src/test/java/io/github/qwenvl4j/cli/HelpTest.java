package io.github.qwenvl4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.testing.Fixtures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that need no weights. */
class HelpTest {

    @ParameterizedTest
    @ValueSource(strings = {"run", "serve", "inspect", "tokenize", "train"})
    void everyCommandHasHelpWithAnExample(String command) {
        Cli cli = Cli.run(command, "--help");
        assertThat(cli.exitCode()).isZero();
        assertThat(cli.out()).contains("Usage: qwenvl " + command, "Example");
        assertThat(Cli.run("--help").out()).contains(command);
    }

    @Test
    void helpTellsTheExitCodes() {
        assertThat(Cli.run("--help").out()).contains("Exit codes: 0 done, 1 bad input", "130");
    }

    @Test
    void versionNamesBuildJvmAndLibTorch() {
        assertThat(Cli.run("--version").out().lines())
                .hasSize(3)
                .anyMatch(line -> line.matches("qwenvl \\d+\\.\\d+\\.\\d+.* \\(built \\d{4}-.*\\)"))
                .anyMatch(line -> line.startsWith("JVM " + System.getProperty("java.vm.version")))
                .anyMatch(line -> line.matches("LibTorch \\d+\\.\\d+\\.\\d+-.*"));
    }

    @Test
    void debugShowsTheStackTrace() {
        Cli cli = Cli.run("run", "--debug", "--model", "/no/such/folder", "Hi");
        assertThat(cli.err())
                .startsWith("qwenvl: /no/such/folder: no such folder")
                .contains("\tat ");
        assertThat(cli.exitCode()).isEqualTo(1);
    }

    @Test
    void inspectShowsPartsMemoryAndTensors() {
        Cli cli = Cli.run("inspect", Fixtures.path("tiny-vl").toString());
        assertThat(cli.exitCode()).isZero();
        assertThat(cli.out())
                .contains("2 layers, hidden 256, 4 heads of 64", "tensors (61)", "prompts     chatml")
                .containsPattern("all +2,140,790")
                .containsPattern("bfloat16 +0\\.004 GB")
                .containsPattern("lm_head\\.weight +BF16 +\\[832, 256]");
    }

    @Test
    void inspectListsEveryPrecisionAndHowConversationsAreHeld() {
        List<String> lines = Cli.run("inspect", Fixtures.path("tiny-vl").toString())
                .out()
                .lines()
                .filter(line -> line.matches("  (float32|bfloat16|int8|int4) .*"))
                .toList();
        assertThat(lines).hasSize(4);
        // per token: keys and values of 2 layers of 4 heads of 64, or 64 bytes and a scale
        assertThat(lines.get(0)).endsWith("0.009 GB                 0.004 GB        0.001 GB");
        assertThat(lines.get(1)).contains("0.002 GB").endsWith("0.001 GB");
    }

    @Test
    void aloneAGroupOfCommandsShowsThem() {
        for (String[] line : new String[][] {{}, {"data"}, {"eval"}}) {
            Cli cli = Cli.run(line);
            assertThat(cli.err()).contains("Usage: ", "Commands:");
            assertThat(cli.out()).isEmpty();
            assertThat(cli.exitCode()).isEqualTo(2);
        }
    }

    @Test
    void shellsCompleteCommandsAndOptions() throws IOException, InterruptedException {
        Program zsh = Program.run("\"$@\"", "completion", "zsh");
        assertThat(zsh.exitCode()).isZero();
        Program typed = Program.run(
                "source <(\"$@\"); COMP_WORDS=(qwenvl ru); COMP_CWORD=1; _complete_qwenvl; echo ${COMPREPLY[@]};"
                        + " COMP_WORDS=(qwenvl run --ques); COMP_CWORD=2; _complete_qwenvl; echo ${COMPREPLY[@]}",
                "completion",
                "bash");
        assertThat(typed.out()).isEqualTo("run\n--questions\n");
    }

    @Test
    void inspectShowsABrokenCheckpointAndSaysWhatIsWrong() {
        Cli cli = Cli.run("inspect", Fixtures.path("tiny-vl-long").toString());
        assertThat(cli.exitCode()).isEqualTo(1);
        assertThat(cli.err()).startsWith("qwenvl: ");
    }

    @Test
    void tokenizePrintsIdAndPiece() {
        Cli cli = tokenize("a\n<ref>");
        assertThat(cli.out().lines().toList()).isEqualTo(List.of("64\ta", "198\t\\n", "764\t<ref>"));
    }

    @Test
    void tokenizeTakesSpecialTokensAsTextOnRequest() {
        assertThat(tokenize("--text", "<ref>").out().lines()).hasSizeGreaterThan(1);
    }

    @Test
    void piecesOfACharacterAreShownAsBytes() {
        assertThat(Piece.of(new byte[] {(byte) 0xE4, (byte) 0xBD})).isEqualTo("\\xE4\\xBD");
        assertThat(Piece.of("你\t\\\u0001".getBytes(StandardCharsets.UTF_8))).isEqualTo("你\\t\\\\\\x01");
    }

    private static Cli tokenize(String... args) {
        String[] all = new String[args.length + 3];
        all[0] = "tokenize";
        all[1] = "--model";
        all[2] = Fixtures.path("tiny-vl").toString();
        System.arraycopy(args, 0, all, 3, args.length);
        return Cli.run(all);
    }
}
