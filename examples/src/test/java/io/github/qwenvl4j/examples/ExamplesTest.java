package io.github.qwenvl4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.junit.ScriptedQwenVl;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Each example runs as a reader would run it, with the built-in model. */
class ExamplesTest {

    @RegisterExtension
    static final ScriptedQwenVl script = new ScriptedQwenVl();

    private static final Path ROOT = Path.of(System.getProperty("qwenvl.root"));
    private static final String SCENE = ROOT.resolve("examples/scene.png").toString();
    private static final String SHAPES = ROOT.resolve("examples/shapes.png").toString();

    /** A program's main method. */
    private interface Program {

        void main(String[] args) throws IOException;
    }

    private static String printed(Program program, String... args) throws IOException {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            program.main(args);
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void askPrintsABox() throws IOException {
        assertThat(printed(Ask::main, "Where is the brown heart?", SCENE)).contains("<box>");
    }

    @Test
    void fillRecordPrintsARecord() throws IOException {
        assertThat(printed(FillRecord::main, SCENE)).matches("Scene\\[colour=[A-Z]+, hasHeart=(true|false)]\\R");
    }

    @Test
    void drawBoxesWritesAPicture(@TempDir Path folder) throws IOException {
        Path drawn = folder.resolve("boxes.png");
        assertThat(printed(DrawBoxes::main, SHAPES, drawn.toString())).contains("Box[");
        assertThat(Files.size(drawn)).isPositive();
    }

    @Test
    void comparePicturesCountsTokensOfBoth() throws IOException {
        assertThat(printed(ComparePictures::main, SCENE, SHAPES)).matches("(?s)\\d+ tokens\\R.*");
    }

    @Test
    void theAssistantCallsItsTool() {
        script.whenAsked("cost").calls("price", Map.of("article", "heart"));
        script.whenAsked("4.5").says("The heart costs 4.50 euros.");
        assertThat(LangChainAssistant.ask(script.model(), Path.of(SCENE))).isEqualTo("The heart costs 4.50 euros.");
        assertThat(script.prompts().get(0)).contains("[picture]").contains("The price of an article in euros");
    }

    @Test
    void noExampleIsLongerThanAScreen() throws IOException {
        Path sources = ROOT.resolve("examples/src/main/java/io/github/qwenvl4j/examples");
        try (Stream<Path> files = Files.list(sources)) {
            for (Path file : files.toList()) {
                List<String> lines = Files.readAllLines(file).stream()
                        .filter(line -> !line.isBlank() && !line.startsWith("import ") && !line.startsWith("package "))
                        .toList();
                assertThat(lines).as(file.toString()).hasSizeLessThanOrEqualTo(40);
            }
        }
    }
}
