package io.github.qwenvl4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Commands that write ({@code writers}, which a test has), and places where they cannot: told in one line before anything is
 * computed. The model of the commands that would load one does not exist, so that its absence would be told first.
 */
public abstract class OutputRefusals {

    @TempDir
    protected static Path folder;

    /** @param args {@code OUT} stands for what is written */
    public record Writer(String name, boolean file, List<String> args) {

        @Override
        public String toString() {
            return name;
        }
    }

    protected static Writer file(String name, String... args) {
        return new Writer(name, true, List.of(args));
    }

    protected static Writer folder(String name, String... args) {
        return new Writer(name, false, List.of(args));
    }

    @BeforeEach
    void makePlaces() throws IOException {
        if (!Files.exists(folder.resolve("file"))) {
            Files.writeString(folder.resolve("file"), "");
            Files.createDirectories(folder.resolve("folder.png"));
            Files.createDirectories(folder.resolve("folder"));
        }
    }

    private static String refusal(Writer writer, Path out) {
        List<String> args = new ArrayList<>();
        for (String arg : writer.args()) {
            args.add(arg.replaceFirst("^OUT", out.toString()).replaceFirst("^NONE", folder + "/none"));
        }
        Cli cli = Cli.run(args);
        assertThat(cli.exitCode()).isEqualTo(1);
        assertThat(cli.out()).isEmpty();
        assertThat(cli.err()).hasLineCount(1).doesNotContain("Exception", ".tmp", "none");
        return cli.err().replace(".png", "");
    }

    @ParameterizedTest
    @MethodSource("writers")
    void aFileWhereAFolderShouldBe(Writer writer) {
        Path out = folder.resolve("file").resolve("out");
        assertThat(refusal(writer, out)).startsWith("qwenvl: " + out + ": cannot be written: ");
    }

    @ParameterizedTest
    @MethodSource("writers")
    void aFileSystemThatTakesNothing(Writer writer) {
        Path out = Path.of("/proc/out"); // where not even root can make anything
        assumeTrue(Files.isDirectory(Path.of("/proc")), "this system has no /proc");
        assertThat(refusal(writer, out)).startsWith("qwenvl: " + out + ": cannot be written: ");
    }

    @ParameterizedTest
    @MethodSource("writers")
    void aFolderThatIsMissing(Writer writer) {
        assumeTrue(writer.file(), "missing folders are made where a folder is written");
        Path out = folder.resolve("missing").resolve("out");
        assertThat(refusal(writer, out)).isEqualTo("qwenvl: " + out + ": cannot be written: no such folder\n");
    }

    @ParameterizedTest
    @MethodSource("writers")
    void aFolderWhereAFileShouldBe(Writer writer) {
        assumeTrue(writer.file(), "a folder is right where a folder is written");
        Path out = folder.resolve("folder");
        assertThat(refusal(writer, out)).isEqualTo("qwenvl: " + out + ": cannot be written: is a folder\n");
    }
}
