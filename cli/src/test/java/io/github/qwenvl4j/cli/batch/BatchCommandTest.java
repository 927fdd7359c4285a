package io.github.qwenvl4j.cli.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.cli.Program;
import io.github.qwenvl4j.file.LineFile;
import io.github.qwenvl4j.file.LineSignature;
import io.github.qwenvl4j.image.Picture;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code qwenvl batch} as processes that are killed, stopped, and run out of memory. */
@Tag("slow") // runs on one JDK
class BatchCommandTest {

    private static final Path EXAMPLES = Path.of(System.getProperty("qwenvl.root"), "examples");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SCENES = 12;
    private static final int ROWS = 2 * SCENES + 2;
    private static final long PATIENCE = 120;

    @TempDir
    private Path folder;

    private Path pictures;
    private Path spec;

    @BeforeEach
    void pictures() throws IOException {
        pictures = Files.createDirectories(folder.resolve("in"));
        spec = folder.resolve("spec.yaml");
        Files.writeString(spec, """
                max-new-tokens: 4
                questions:
                  - {id: what, ask: "What is it?"}
                  - {id: colour, ask: "Which colour?", choices: [red, green]}
                """);
        byte[] scene = Files.readAllBytes(EXAMPLES.resolve("sign.png"));
        Files.write(pictures.resolve("cut.png"), Arrays.copyOf(scene, 2000));
        for (int i = 0; i < SCENES; i++) {
            BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
            image.setRGB(i, i, 0xff0000);
            ImageIO.write(
                    image, "png", pictures.resolve("p%02d.png".formatted(i)).toFile());
        }
    }

    private String[] args(Path out, String... more) {
        return Stream.concat(
                        Stream.of("batch", pictures.toString(), out.toString(), "--spec", spec.toString()),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    private static List<String> rows(Path out) throws IOException {
        return Files.readAllLines(out).stream()
                .map(BatchCommandTest::json)
                .map(row -> row.get("key").asText() + " " + row.get("source") + " " + row.get("question") + " "
                        + row.path("answer") + row.path("error"))
                .sorted()
                .toList();
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new AssertionError("half a row: " + line, e);
        }
    }

    /** Started in a group of its own, so that a signal reaches it and the process that it starts, as from a terminal. */
    private Process start(Path out) throws IOException {
        List<String> command = new ArrayList<>(List.of("setsid"));
        command.addAll(Program.command(args(out)));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("killed.log").toFile())
                .start();
    }

    private static void awaitRows(Path out, int count, Process process) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
        while (process.isAlive() && System.nanoTime() < end) {
            if (Files.exists(out) && Files.readAllLines(out).size() >= count) {
                return;
            }
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
    }

    private static void signal(Process process, String signal, boolean group) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, "--", (group ? "-" : "") + process.pid())
                .start()
                .waitFor();
        assertThat(process.waitFor(PATIENCE, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void killedAtAnyMomentNoRowIsLostOrDoubledAndAgainNothingIsDone() throws IOException, InterruptedException {
        Path whole = folder.resolve("whole.jsonl");
        Program first = Program.run("\"$@\"", args(whole));
        assertThat(first.exitCode()).isEqualTo(1);
        assertThat(first.err()).contains(ROWS + " new rows", "without an answer: IMAGE=2");
        assertThat(rows(whole)).hasSize(ROWS);

        Path killed = folder.resolve("killed.jsonl");
        Random random = new Random();
        int before = 0;
        for (boolean group : new boolean[] {true, false}) {
            Process process = start(killed);
            awaitRows(killed, before + 1 + random.nextInt(8), process);
            signal(process, "KILL", group);
            before = Files.exists(killed) ? Files.readAllLines(killed).size() : 0;
        }
        Program.run("\"$@\"", args(killed));
        assertThat(rows(killed)).isEqualTo(rows(whole));
        Program again = Program.run("\"$@\"", args(killed));
        assertThat(again.err())
                .contains("0 new rows", SCENES + 1 + " pictures were done before", "2 rows of before have no answer");
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(rows(killed)).isEqualTo(rows(whole));
    }

    @Test
    void ctrlCEndsItAfterThePicturesUnderWay() throws IOException, InterruptedException {
        Path out = folder.resolve("out.jsonl");
        Process process = start(out);
        awaitRows(out, 3, process);
        signal(process, "INT", true);
        String said = Files.readString(folder.resolve("killed.log"));
        boolean ended = said.contains(ROWS + " new rows");
        assertThat(process.exitValue()).isEqualTo(ended ? 1 : 130);
        assertThat(said).contains(ended ? "new rows" : "stopped: the same command goes on");
        assertThat(rows(out)).doesNotHaveDuplicates();
    }

    @Test
    void aPictureThatTakesTooMuchMemoryIsLeftOut() throws IOException, InterruptedException {
        ImageIO.write(
                new BufferedImage(7000, 7000, BufferedImage.TYPE_BYTE_BINARY),
                "png",
                pictures.resolve("huge.png").toFile());
        for (int i = 3; i < SCENES; i++) {
            Files.delete(pictures.resolve("p%02d.png".formatted(i)));
        }
        Path out = folder.resolve("out.csv");
        Program program = Program.run("\"$1\" -Xmx100m \"${@:2}\"", args(out));
        assertThat(program.exitCode()).isEqualTo(1);
        assertThat(program.err()).contains("the process that labels ended (out of memory)");
        String rows = Files.readString(out);
        assertThat(rows.lines()).hasSize(1 + 10);
        assertThat(rows.lines().filter(row -> row.contains("huge.png")))
                .hasSize(2)
                .allMatch(row -> row.contains("CRASH") && row.contains("twice") && row.contains("out of memory"));
    }

    @Test
    void aSampleIsAPageToLookAt() throws IOException, InterruptedException {
        Path out = folder.resolve("out.jsonl");
        Program program = Program.run("\"$@\"", args(out, "--sample", "3"));
        assertThat(program.exitCode()).isZero();
        assertThat(program.out().strip()).isEqualTo(out + ".sample.html");
        String page = Files.readString(folder.resolve("out.jsonl.sample.html"));
        assertThat(page.split("<article>")).hasSize(4);
        assertThat(page)
                .containsPattern(
                        "3 of 13 pictures, 2 questions, computed in .* s; all of them would take about .* hours");
        assertThat(out).doesNotExist();
    }

    @Test
    void aBatchOfOpenAisApiIsAnsweredOnceByCustomId() throws IOException, InterruptedException {
        Path in = folder.resolve("requests.jsonl");
        Path out = folder.resolve("responses.jsonl");
        String request = "{\"custom_id\": \"%s\", \"method\": \"POST\", \"url\": \"/v1/chat/completions\", \"body\": {"
                + "\"model\": \"gpt\", \"max_tokens\": %s, \"temperature\": 0, \"messages\": [{\"role\": \"user\", \"content\": ["
                + "{\"type\": \"image_url\", \"image_url\": {\"url\": \"%s\"}}, {\"type\": \"text\", \"text\": \"What is it?\"}]}]}}%n";
        String url =
                Picture.of(Files.readAllBytes(EXAMPLES.resolve("sign.png"))).toAddress();
        Files.writeString(in, request.formatted("a", 3, url) + request.formatted("b", 3, "data:image/png;base64,AAAA"));
        Program first = Program.run("\"$@\"", "batch", in.toString(), out.toString());
        assertThat(first.err()).contains("2 new responses, 1 of them errors");
        assertThat(first.exitCode()).isEqualTo(1);
        Program again = Program.run("\"$@\"", "batch", in.toString(), out.toString());
        assertThat(again.err())
                .contains("0 new responses, 0 of them errors; 1 of before are errors, which are not asked again");
        assertThat(again.exitCode()).isEqualTo(1);
        Files.writeString(in, request.formatted("a", 3, url) + request.formatted("c", 2, url));
        Program second = Program.run("\"$@\"", "batch", in.toString(), out.toString());
        assertThat(second.err()).contains("1 new responses, 0 of them errors");
        assertThat(second.exitCode()).isZero();
        List<JsonNode> lines =
                Files.readAllLines(out).stream().map(BatchCommandTest::json).toList();
        assertThat(lines).extracting(line -> line.get("custom_id").asText()).containsExactlyInAnyOrder("a", "b", "c");
        for (JsonNode line : lines) {
            JsonNode response = line.get("response");
            boolean bad = line.get("custom_id").asText().equals("b");
            assertThat(response.get("status_code").asInt()).isEqualTo(bad ? 400 : 200);
            assertThat(response.at(bad ? "/body/error/message" : "/body/choices/0/message/content")
                            .asText())
                    .isNotEmpty();
        }
    }

    /** A newcomer's folder: a text named as a picture, one of no bytes, notes; a question in Chinese. */
    @Test
    void whatIsNotAPictureIsTold() throws IOException, InterruptedException {
        Path mixed = Files.createDirectory(folder.resolve("mixed"));
        Files.writeString(mixed.resolve("text.png"), "this is text");
        Files.write(mixed.resolve("empty.png"), new byte[0]);
        Files.writeString(mixed.resolve("photo.heic"), "\0\0\0\30ftypheic");
        Files.writeString(mixed.resolve("notes.txt"), "");
        Files.copy(EXAMPLES.resolve("shapes.png"), mixed.resolve("图.png"));
        Files.writeString(spec, "questions: [{id: 颜色, ask: 圆是什么颜色？, max-new-tokens: 4}]");
        Path out = folder.resolve("rows.csv");
        Program program = Program.run("\"$@\"", "batch", mixed.toString(), out.toString(), "--spec", spec.toString());
        assertThat(program.exitCode()).isEqualTo(1);
        assertThat(program.err())
                .contains(mixed + ": files left out, not pictures by their names: .txt=1")
                .contains("4 new rows", "IMAGE=3");
        assertThat(Files.readString(out))
                .contains("text.png is text")
                .contains("empty.png is empty")
                .contains("photo.heic is a HEIC")
                .contains("图.png,颜色");
        String written = Files.readString(out);
        Program again = Program.run("\"$@\"", "batch", mixed.toString(), out.toString(), "--spec", spec.toString());
        assertThat(again.err())
                .contains("0 new rows", "; 3 rows of before have no answer: --retry-errors asks for them again");
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(Files.readString(out)).isEqualTo(written);
        Path none = Files.createDirectory(folder.resolve("none"));
        Program nothing = Program.run("\"$@\"", "batch", none.toString(), out.toString(), "--spec", spec.toString());
        assertThat(nothing.err()).isEqualTo("qwenvl: " + none + ": has no pictures\n");
        assertThat(nothing.exitCode()).isEqualTo(1);
    }

    @Test
    void aSecondProcessIsToldThatItWaits() throws IOException, InterruptedException {
        Path out = folder.resolve("rows.jsonl");
        Path log = folder.resolve("second.log");
        Process second;
        try (LineFile first = LineFile.open(out, new LineSignature("", "", "a row"))) {
            second = new ProcessBuilder(Program.command(args(out)))
                    .redirectError(log.toFile())
                    .start();
            awaitText(log, out + ": another process is writing it; waiting 120 s for it to end", second);
            assertThat(first.isEmpty()).isTrue();
        }
        assertThat(second.waitFor(PATIENCE, TimeUnit.SECONDS)).isTrue();
        assertThat(rows(out)).hasSize(ROWS);
    }

    private static void awaitText(Path log, String text, Process process) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
        while (process.isAlive()
                && System.nanoTime() < end
                && !Files.readString(log).contains(text)) {
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
        assertThat(Files.readString(log)).contains(text);
    }

    @Test
    void aPageOfAPdfIsAPicture() throws IOException, InterruptedException {
        Path pdf = folder.resolve("two.pdf");
        try (var document = new PDDocument()) {
            document.addPage(new PDPage());
            document.addPage(new PDPage());
            document.save(pdf.toFile());
        }
        Program page = Program.run("\"$@\"", "run", "--image", pdf + "#page=2", "--max-new-tokens", "2", "What is it?");
        assertThat(page.exitCode()).isZero();
        Program none = Program.run("\"$@\"", "run", "--image", pdf + "#page=3", "What is it?");
        assertThat(none.err()).isEqualTo("qwenvl: image " + pdf + "#page=3 has no page 3, but 2 pages\n");
        assertThat(none.exitCode()).isEqualTo(1);
    }
}
