package io.github.qwenvl4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.qwenvl4j.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What commands write, and where they cannot. */
class OutputFilesTest extends OutputRefusals {

    private static final String SCENE =
            Fixtures.path("images/scene-640x480.png").toString();

    static Stream<Writer> writers() {
        return Stream.of(
                file("run --out", "run", "--model", "NONE", "--image", SCENE, "--out", "OUT.png", "Hi"),
                folder("quantize", "quantize", "NONE", "OUT"),
                folder("bench --write", "bench", "--random", "300m", "--write", "OUT"));
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
