package io.github.qwenvl4j.batch.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A picture that ends the process with a real fault of memory. */
class SupervisorTest {

    private static final String SCENE = System.getProperty("qwenvl.root") + "/examples/scene.png";

    @TempDir
    private Path folder;

    @Test
    void isLeftOutAfterTwoTriesAndAllOthersHaveTheirRowOnce() throws IOException {
        Path list = folder.resolve("list.txt");
        Path out = folder.resolve("out.jsonl");
        Files.writeString(folder.resolve("crash.png"), "CRASH");
        Files.write(
                list,
                Stream.of("examples/shapes.png", "crash.png", "examples/scene.png", "examples/sign.png")
                        .map(name -> name.equals("crash.png") ? name : System.getProperty("qwenvl.root") + "/" + name)
                        .toList());
        StringWriter said = new StringWriter();
        RunProgress progress = new RunProgress(new PrintWriter(said), 4);
        int exitCode = new Supervisor(
                        List.of(
                                System.getProperty("java.home") + "/bin/java",
                                "-XX:ErrorFile=" + folder.resolve("crash.log"),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Crashing.class.getName(),
                                list.toString(),
                                out.toString()),
                        progress)
                .run(new AtomicReference<>());
        assertThat(exitCode).isEqualTo(Supervisor.DONE);
        List<String> rows = Files.readAllLines(out);
        assertThat(rows).hasSize(4);
        assertThat(rows.stream().filter(row -> row.contains("\"error\":\"CRASH\"")))
                .singleElement()
                .asString()
                .contains(
                        "crash.png",
                        "the process ended twice while this picture alone was computed: native crash (signal 6)");
        assertThat(rows.stream().filter(row -> row.contains("\"answer\"")))
                .hasSize(3)
                .anyMatch(row -> row.contains(SCENE));
        assertThat(said.toString()).contains("native crash (signal 6)");
    }
}
