package io.github.qwenvl4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.testing.Fixtures;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AskAboutPictureTest {

    @Test
    void theExampleRuns() {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            AskAboutPicture.main(new String[] {
                Fixtures.path("tiny-vl").toString(),
                "What is it?",
                Fixtures.path("images/tiny-3x5.png").toString()
            });
        } finally {
            System.setOut(before);
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).isNotBlank();
    }
}
