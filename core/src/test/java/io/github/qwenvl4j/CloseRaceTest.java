package io.github.qwenvl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Closing a model while it answers: a child JVM, since a mistake here ends the JVM by a signal. */
class CloseRaceTest {

    private static final String ROUNDS = System.getProperty("qwenvl.closeRaceRounds", "8");

    @Test
    void callersAreToldAndNothingCrashes() throws IOException, InterruptedException {
        String picture = Path.of("..", "examples", "scene.png").toString();
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CloseRace.class.getName(),
                        picture,
                        ROUNDS)
                .redirectErrorStream(true)
                .start();
        String printed = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor()).as(printed).isZero();
        assertThat(printed.strip()).endsWith("survived");
    }
}
