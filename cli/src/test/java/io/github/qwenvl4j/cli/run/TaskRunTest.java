package io.github.qwenvl4j.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.cli.Cli;
import io.github.qwenvl4j.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code run} with tasks, constrained boxes and drawings. */
class TaskRunTest {

    private static final String SCENE =
            Fixtures.path("images/scene-640x480.png").toString();

    @TempDir
    private Path folder;

    private static Cli run(String... options) {
        List<String> args = new ArrayList<>(
                List.of("run", "--model", Fixtures.path("tiny-vl").toString(), "--temperature", "0"));
        args.addAll(List.of(options));
        return Cli.run(args);
    }

    @Test
    void findingDrawsABox() throws IOException {
        Path out = folder.resolve("dog.png");
        Cli run = run(
                "--image",
                SCENE,
                "--task",
                "find:the dog",
                "--constrain-boxes",
                "--max-new-tokens",
                "24",
                "--out",
                out.toString());
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).matches("(?s)<ref>the dog</ref><box>\\(\\d+,\\d+\\),\\(\\d+,\\d+\\)</box>.*");
        assertThat(ImageIO.read(out.toFile()).getWidth()).isEqualTo(640);
    }

    @Test
    void jsonGivesTheBoxes() {
        Cli run = run(
                "--image", SCENE, "--task", "find:the dog", "--constrain-boxes", "--max-new-tokens", "24", "--json");
        assertThat(run.json().get("boxes")).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"caption", "caption:zh", "ground", "describe:(1,2),(3,4)", "ocr", "ocr-ground", "ask:What?"})
    void everyTaskRuns(String task) {
        Cli run = run("--image", SCENE, "--task", task, "--max-new-tokens", "1");
        assertThat(run.exitCode()).as(run.err()).isZero();
    }

    @Test
    void tasksStandAlone() {
        for (Cli run : List.of(
                run("--task", "caption"),
                run("--task", "caption", "--image", SCENE, "a prompt"),
                run("--task", "caption", "--image", SCENE, "--raw"),
                run("--task", "caption", "--image", SCENE, "--image", SCENE))) {
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).startsWith("qwenvl: --task takes one --image").hasLineCount(1);
        }
        Cli unknown = run("--task", "sing", "--image", SCENE);
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err()).contains("unknown task 'sing'").hasLineCount(1);
    }

    @Test
    void drawingsAreCheckedBeforeTheModelIsOpened() {
        Cli run = Cli.run("run", "--model", "/none", "--out", "x.bmp", "Hi");
        assertThat(run.err()).startsWith("qwenvl: cannot write x.bmp: the name must end in .png");
        assertThat(run("--max-new-tokens", "1", "--out", folder.resolve("x.png").toString(), "Hi")
                        .err())
                .contains("there is no picture to draw on");
    }
}
