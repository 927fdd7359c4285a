package io.github.qwenvl4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Help, version, completion, stack traces. */
class HelpTest {

    @ParameterizedTest
    @ValueSource(strings = {"run", "batch", "serve", "inspect", "tokenize"})
    void everyCommandHasHelpWithAnExample(String command) {
        Cli cli = Cli.run(command, "--help");
        assertThat(cli.exitCode()).isZero();
        assertThat(cli.out()).contains("Usage: qwenvl " + command, "Example");
        assertThat(Cli.run("--help").out()).contains(command);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "train",
                "train lora --data x.jsonl --model m",
                "data check x.jsonl",
                "merge --help",
                "eval scenes"
            })
    void whatAnotherModuleBringsIsNamedAndSaysWhatToAdd(String line) {
        List<String> words = List.of(line.split(" "));
        Cli cli = Cli.run(words);
        String command = words.get(0).equals("eval") ? "eval scenes" : words.get(0);
        assertThat(cli.err())
                .startsWith("qwenvl: " + command + ": needs the module qwenvl4j-cli-training")
                .hasLineCount(1);
        assertThat(cli.exitCode()).isEqualTo(1);
        assertThat(cli.out()).isEmpty();
        assertThat(Cli.run("--help").out()).contains(words.get(0));
    }

    @Test
    void helpTellsTheExitCodes() {
        assertThat(Cli.run("--help").out()).contains("Exit codes: 0 done, 1 bad input", "130");
    }

    @Test
    void versionNamesBuildJvmAndKernels() {
        assertThat(Cli.run("--version").out().lines())
                .hasSize(3)
                .anyMatch(line -> line.matches("qwenvl \\d+\\.\\d+\\.\\d+.* \\(built \\d{4}-.*\\)"))
                .anyMatch(line -> line.startsWith("JVM " + System.getProperty("java.vm.version")))
                .anyMatch(line -> line.matches("kernels \\S+, of .*portable"));
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
    void aloneAGroupOfCommandsShowsThem() {
        for (String[] line : new String[][] {{}, {"eval"}}) {
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
}
