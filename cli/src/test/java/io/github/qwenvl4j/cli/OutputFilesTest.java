package io.github.qwenvl4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.qwenvl4j.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every command that writes, and places where it cannot: told in one line before anything is computed. The model of the
 * commands that would load one does not exist, so that its absence would be told first.
 */
class OutputFilesTest {

    private static final String SCENE =
            Fixtures.path("images/scene-640x480.png").toString();
    private static final String CONFIG = Fixtures.path("tiny-vl/config.json").toString();
    private static final String RANKS = Fixtures.path("tiny-vl/qwen.tiktoken").toString();

    @TempDir
    static Path folder;

    /** @param args {@code OUT} stands for what is written */
    record Writer(String name, boolean file, List<String> args) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Writer> writers() {
        return Stream.of(
                file("run --out", "run", "--model", "NONE", "--image", SCENE, "--out", "OUT.png", "Hi"),
                file("eval scenes --json", "eval", "scenes", "--model", "NONE", "--json", "OUT"),
                file("data vocabulary", "data", "vocabulary", "OUT"),
                folder("data scenes", "data", "scenes", "--count", "1", "OUT"),
                folder("quantize", "quantize", "NONE", "OUT"),
                folder("train init", "train", "init", CONFIG, RANKS, "OUT"),
                folder("train export", "train", "export", "NONE", "OUT"),
                folder("train --run", "train", "vision-start", "--from", "NONE", "--run", "OUT"),
                folder("bench --write", "bench", "--random", "300m", "--write", "OUT"));
    }

    private static Writer file(String name, String... args) {
        return new Writer(name, true, List.of(args));
    }

    private static Writer folder(String name, String... args) {
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

    @Test
    void inputsAreNeverReplaced() throws IOException {
        Path picture = Files.copy(Path.of(SCENE), folder.resolve("scene.png"));
        Path soft = Files.createSymbolicLink(folder.resolve("soft.png"), picture);
        Path hard = Files.createLink(folder.resolve("hard.png"), picture);
        byte[] before = Files.readAllBytes(picture);
        for (Path out : List.of(picture, soft, hard, folder.resolve("folder/../scene.png"))) {
            Cli cli = Cli.run(
                    "run", "--model", folder + "/none", "--image", picture.toString(), "--out", out.toString(), "Hi");
            assertThat(cli.err())
                    .isEqualTo("qwenvl: " + out + ": cannot be written: it is an input (" + picture
                            + "), which is never replaced\n");
            assertThat(cli.exitCode()).isEqualTo(1);
        }
        assertThat(picture).hasBinaryContent(before);
    }

    @Test
    void aFullDiskIsToldWithoutATemporaryName() throws IOException {
        assumeTrue(Files.exists(Path.of("/dev/full")), "this system has no /dev/full");
        Path full = Files.createSymbolicLink(folder.resolve("full.png"), Path.of("/dev/full"));
        Cli cli = Cli.run(
                "run",
                "--model",
                Fixtures.path("tiny-vl").toString(),
                "--max-new-tokens",
                "1",
                "--image",
                SCENE,
                "--out",
                full.toString(),
                "Hi");
        assertThat(cli.err()).isEqualTo("qwenvl: " + full + ": cannot be written: no space left\n");
        assertThat(cli.exitCode()).isEqualTo(1);
        assertThat(Path.of("/dev/full")).exists();
    }

    @Test
    void noRoomForTheNativeCodeIsOneLine() throws IOException, InterruptedException {
        Path cache = folder.resolve("cache");
        Program program = Program.run(
                "ulimit -f 100; \"$1\" -Dqwenvl.natives=" + cache + " \"${@:2}\"",
                "run",
                "--model",
                Fixtures.path("tiny-vl").toString(),
                "Hi");
        assertThat(program.exitCode()).isEqualTo(1);
        assertThat(program.err())
                .hasLineCount(1)
                .startsWith("qwenvl: " + cache + "/natives-")
                .contains(": cannot be written: ")
                .contains("; the JVM option -Dqwenvl.natives=FOLDER chooses another folder for it");
    }

    @Test
    void nothingToDrawOnIsToldBeforeTheModelIsLoaded() {
        Cli cli = Cli.run("run", "--model", folder + "/none", "--out", folder + "/x.png", "Hi");
        assertThat(cli.err()).isEqualTo("qwenvl: --out " + folder + "/x.png: there is no picture to draw on\n");
        Cli root = Cli.run("run", "--model", folder + "/none", "--image", SCENE, "--out", "/", "Hi");
        assertThat(root.err())
                .isEqualTo("qwenvl: cannot write /: the name must end in .png, .jpg, .jpeg, .svg, .html or .htm\n");
    }
}
