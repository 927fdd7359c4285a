package io.github.qwenvl4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.qwenvl4j.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Real processes whose standard output goes to a full disk, or to a reader that has gone. */
@Tag("slow") // runs on one JDK
class LostOutputTest {

    private static final String MODEL = Fixtures.path("tiny-vl").toString();

    static Stream<String> commands() {
        return Stream.of(
                "--help",
                "--version",
                "run --help",
                "completion bash",
                "inspect " + MODEL,
                "tokenize --model " + MODEL + " Hi",
                "run --model " + MODEL + " --max-new-tokens 3 Hi",
                "run --model " + MODEL + " --max-new-tokens 3 --json Hi",
                "serve --port 0 --model " + MODEL);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aFullDiskIsToldAndAnError(String line) throws IOException, InterruptedException {
        assumeTrue(Files.exists(Path.of("/dev/full")), "this system has no /dev/full");
        Program program = Program.run("\"$@\" > /dev/full", line.split(" "));
        assertThat(program.exitCode()).isEqualTo(1);
        assertThat(Arrays.stream(program.err().split("\n")).filter(said -> said.startsWith("qwenvl: ")))
                .containsExactly("qwenvl: standard output cannot be written: no space left");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aReaderThatHasGoneIsNot(String line) throws IOException, InterruptedException {
        Program program = Program.run("\"$@\" | head -c0; exit ${PIPESTATUS[0]}", line.split(" "));
        assertThat(program.err()).doesNotContain("qwenvl: ");
        assertThat(program.exitCode()).isEqualTo(141);
    }
}
