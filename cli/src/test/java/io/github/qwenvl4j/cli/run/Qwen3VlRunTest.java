package io.github.qwenvl4j.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.cli.Cli;
import io.github.qwenvl4j.testing.Fixtures;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands with a checkpoint of Qwen3-VL. */
class Qwen3VlRunTest {

    private static JsonNode answer(String... arguments) {
        List<String> all = new ArrayList<>(List.of("run", "--json", "--temperature", "0", "--max-new-tokens", "24"));
        all.addAll(Arrays.asList(arguments));
        return Cli.run(all).json();
    }

    @Test
    void anAnswerAboutAPictureIsTheReferences() {
        JsonNode golden = Fixtures.json("qwen3-vl/expected-language.json").get(1);
        JsonNode json = answer(
                "--model",
                Fixtures.path("qwen3-vl/tiny-q3vl").toString(),
                "--dtype",
                "float32",
                "--image",
                Fixtures.shared(golden.at("/images/0").asText()).toString(),
                "Describe this image.");
        assertThat(json.get("prompt_ids")).isEqualTo(golden.get("input_ids"));
        assertThat(json.get("ids")).isEqualTo(golden.get("greedy_new_tokens"));
        assertThat(json.get("text")).isEqualTo(golden.get("greedy_text"));
        assertThat(json.at("/usage/image_tokens").asInt()).isEqualTo(80);
    }

    /** The packed output layer of a tied checkpoint is a tensor of its own. */
    @Test
    void aPackedCheckpointAnswersAsOneRoundedAtOpening(@TempDir Path folder) {
        String tied = Fixtures.path("qwen3-vl/tiny-q3vl-tied").toString();
        for (String dtype : List.of("int8", "int4")) {
            Path packed = folder.resolve(dtype);
            assertThat(Cli.run(List.of("quantize", tied, packed.toString(), "--dtype", dtype))
                            .exitCode())
                    .isZero();
            String picture = Fixtures.shared("fixtures/images/gray-300x200.png").toString();
            assertThat(answer("--model", packed.toString(), "--image", picture, "Hello")
                            .get("ids"))
                    .isEqualTo(answer("--model", tied, "--dtype", dtype, "--image", picture, "Hello")
                            .get("ids"));
        }
    }

    /** Five frames of one second each are all seen, two and two. */
    @Test
    void aFolderOfFramesIsAVideo(@TempDir Path folder) throws IOException {
        for (int i = 0; i < 5; i++) {
            BufferedImage frame = new BufferedImage(96, 64, BufferedImage.TYPE_INT_RGB);
            frame.setRGB(i, i, 0xffffff);
            ImageIO.write(frame, "png", folder.resolve("frame-" + i + ".png").toFile());
        }
        Files.writeString(folder.resolve("notes.txt"), "no frame");
        String model = Fixtures.path("qwen3-vl/tiny-q3vl").toString();
        JsonNode json = answer("--model", model, "--frames", folder.toString(), "--fps", "1", "What happens?");
        assertThat(json.at("/usage/image_tokens").asInt()).isEqualTo(3 * 6);
        Cli alone = Cli.run(List.of("run", "--model", model, "--frames", folder.toString(), "What happens?"));
        assertThat(alone.exitCode()).isNotZero();
        assertThat(alone.err()).contains("--frames DIR and --fps F belong together");
        Cli refused = Cli.run(List.of("run", "--frames", folder.toString(), "--fps", "1", "What happens?"));
        assertThat(refused.err()).contains("trained neither with videos nor with tools");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "chat", "serve"})
    void numbersOfPixelsAreNotForModelsOfOneSize(String command) {
        for (String option : List.of("--max-pixels", "--min-pixels")) {
            Cli refused = Cli.run(List.of(command, option, "5000", "--threads", "1"));
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.err())
                    .isEqualTo("qwenvl: " + option + " is for Qwen3-VL; pico looks at every picture in one size\n");
        }
    }

    @Test
    void picturesAreNumberedAndShrunkWhereThatIsAskedFor() {
        String model = Fixtures.path("qwen3-vl/tiny-q3vl").toString();
        String picture = Fixtures.path("images/photo-500x375.jpg").toString();
        JsonNode plain = answer("--model", model, "--image", picture, "What?");
        JsonNode numbered = answer("--model", model, "--image", picture, "--number-pictures", "What?");
        assertThat(plain.at("/usage/image_tokens").asInt()).isEqualTo(12 * 16);
        assertThat(numbered.at("/usage/prompt_tokens").asInt())
                .isGreaterThan(plain.at("/usage/prompt_tokens").asInt());
        JsonNode small = answer("--model", model, "--image", picture, "--max-pixels", "65536", "What?");
        assertThat(small.at("/usage/image_tokens").asInt()).isBetween(48, 64);
    }
}
