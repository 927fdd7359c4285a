package io.github.qwenvl4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.testing.Fixtures;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A photo that is turned by EXIF is for {@code run}, its drawing and {@code chat} the upright picture. */
class UprightPicturesTest {

    private static final String TURNED =
            Fixtures.path("images/exif6-300x160.jpg").toString();
    private static final List<String> GREEDY =
            List.of("--model", Fixtures.path("tiny-vl").toString(), "--temperature", "0", "--max-new-tokens", "24");

    @TempDir
    private Path folder;

    private String upright;

    @BeforeEach
    void storeUpright() throws IOException {
        BufferedImage image = ImageLoader.standard().load(TURNED).toBufferedImage();
        assertThat(image.getWidth()).isEqualTo(160);
        upright = folder.resolve("upright.png").toString();
        ImageIO.write(image, "png", Path.of(upright).toFile());
    }

    private static Cli run(String command, String... options) {
        List<String> args = new ArrayList<>(List.of(command));
        args.addAll(GREEDY);
        args.addAll(List.of(options));
        return Cli.run(args);
    }

    private static Cli find(String picture, String... more) {
        List<String> args = new ArrayList<>(List.of("--image", picture, "--task", "find:the dog", "--constrain-boxes"));
        args.addAll(List.of(more));
        return run("run", args.toArray(String[]::new));
    }

    @Test
    void boxesArePixelsOfTheUprightPicture() {
        Cli turned = find(TURNED, "--json");

        assertThat(turned.json().get("boxes")).isNotEmpty();
        assertThat(turned.json().get("boxes"))
                .isEqualTo(find(upright, "--json").json().get("boxes"));
        turned.json().get("boxes").forEach(box -> {
            assertThat(box.get("pixels").get(2).asInt()).isLessThan(160);
            assertThat(box.get("pixels").get(3).asInt()).isLessThan(300);
        });
    }

    @Test
    void boxesAreDrawnOnTheUprightPicture() throws IOException {
        Path drawnOnTurned = folder.resolve("turned-out.png");
        Path drawnOnUpright = folder.resolve("upright-out.png");
        assertThat(find(TURNED, "--out", drawnOnTurned.toString()).exitCode()).isZero();
        assertThat(find(upright, "--out", drawnOnUpright.toString()).exitCode()).isZero();

        ImageLoader loader = ImageLoader.standard();
        assertThat(loader.load(drawnOnTurned.toString()).contentHash())
                .isEqualTo(loader.load(drawnOnUpright.toString()).contentHash())
                .isNotEqualTo(loader.load(upright).contentHash());
    }

    @Test
    void chatSeesTheUprightPicture() {
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream(("/image " + TURNED + "\nHi\n").getBytes(StandardCharsets.UTF_8)));
            assertThat(run("chat").out())
                    .contains(run("run", "--image", upright, "Hi").out());
        } finally {
            System.setIn(before);
        }
    }
}
