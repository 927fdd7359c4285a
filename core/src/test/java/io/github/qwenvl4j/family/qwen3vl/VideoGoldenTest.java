package io.github.qwenvl4j.family.qwen3vl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.image.RgbImage;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.Session;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.Part;
import io.github.qwenvl4j.prompt.Role;
import io.github.qwenvl4j.prompt.Video;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.Forward;
import io.github.qwenvl4j.testing.GoldenTensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Videos as frames: ids, logits and answers of the reference, its sampling and its sizes. */
class VideoGoldenTest {

    private static final int FRAMES = 5;
    private static final int HEIGHT = 64;
    private static final int WIDTH = 96;

    private static List<Picture> frames() {
        byte[] all = Golden.tensors("expected-vision").bytes("video.frames"); // [frame][channel][y][x]
        List<Picture> frames = new ArrayList<>();
        for (int frame = 0; frame < FRAMES; frame++) {
            byte[] rgb = new byte[3 * HEIGHT * WIDTH];
            for (int i = 0; i < rgb.length; i++) {
                rgb[i] = all[(frame * 3 + i % 3) * HEIGHT * WIDTH + i / 3];
            }
            frames.add(Picture.of(RgbImage.of(WIDTH, HEIGHT, rgb)));
        }
        return frames;
    }

    @Test
    void aVideoIsSeenAsTheReferenceSeesIt() {
        List<JsonNode> goldens = StreamSupport.stream(
                        Golden.json("expected-language").spliterator(), false)
                .filter(each -> !each.get("video_grid_thw").isEmpty()
                        && each.get("images").isEmpty())
                .toList();
        assertThat(goldens).isNotEmpty();
        try (QwenVl model = Opened.open("tiny-q3vl", Precision.FLOAT32)) {
            goldens.forEach(golden -> check(model, golden));
        }
    }

    private static void check(QwenVl model, JsonNode golden) {
        double rate = golden.get("fps").asDouble();
        List<Double> seconds = Arrays.stream(Fixtures.ints(golden.get("frames_indices")))
                .mapToObj(index -> index / rate)
                .toList();
        Message asked = new Message(
                Role.USER,
                List.of(
                        new Part.Film(new Video(frames(), seconds)),
                        new Part.Text(golden.at("/messages/0/content/1/text").asText())));
        Prompt prompt = model.internals().prompt(Dialogue.of(asked));
        assertThat(prompt.ids()).isEqualTo(Fixtures.ints(golden.get("input_ids")));
        assertThat(model.tokens(asked)).isEqualTo(prompt.length());
        try (Session session = model.internals().network().newSession(KvCacheType.COMPUTED)) {
            float[][] logits = Forward.prefill(model.internals().network(), session, prompt, 8);
            float[] expected = Golden.tensors("expected-language")
                    .floats(golden.get("name").asText() + ".logits");
            int columns = expected.length / 8;
            for (int row = 0; row < 8; row++) {
                float[] own = Arrays.copyOfRange(expected, row * columns, row * columns + logits[row].length);
                assertThat(GoldenTensors.maxDifference(logits[row], own)).isLessThan(2e-4);
            }
        }
        int[] tokens = Fixtures.ints(golden.get("greedy_new_tokens"));
        assertThat(model.ask(asked, AnswerOptions.greedy(tokens.length)).ids())
                .isEqualTo(Arrays.stream(tokens).boxed().toList());
    }

    /** Frames and rate, and the frames that numpy's linspace chooses. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1|30|0",
                "3|30|0 1 2",
                "10|30|0 3 6 9",
                "100|25|0 14 28 42 57 71 85 99",
                "9|2|0 1 2 3 4 5 6 7 8",
                "5|1|0 1 2 3 4",
                "24|8|0 5 9 14 18 23"
            })
    void framesAreSampledAsTheReferenceDoes(int all, double rate, String chosen) {
        List<Picture> frames = new ArrayList<>();
        for (int i = 0; i < all; i++) {
            frames.add(Picture.at(String.valueOf(i)));
        }
        Video video = Video.of(frames, rate);
        assertThat(video.frames()).extracting(Picture::name).containsExactly(chosen.split(" "));
        assertThat(video.seconds().get(video.seconds().size() - 1))
                .isEqualTo(Integer.parseInt(chosen.replaceAll(".* ", "")) / rate);
    }

    @Test
    void atMost768FramesAreSeen() {
        assertThat(Video.of(Collections.nCopies(4000, Picture.at("a")), 1).frames())
                .hasSize(768);
        assertThatThrownBy(() -> Video.of(List.of(Picture.at("a")), 0))
                .hasMessage("the rate of a video's frames is 0.0, but must be above 0");
    }

    /** From {@code smart_resize} of transformers 5.24's video processor. */
    @ParameterizedTest
    @CsvSource({
        "5, 64, 96, 64, 96",
        "4, 20, 20, 32, 32",
        "768, 1080, 1920, 128, 224",
        "768, 720, 1280, 128, 224",
        "16, 1080, 1920, 928, 1664",
        "7, 10, 900, 32, 2880"
    })
    void sizesOfFramesAreTheReferences(int frames, int height, int width, int high, int wide) {
        assertThat(PictureSize.ofFrames(frames, height, width, 32, 4096, 25_165_824))
                .isEqualTo(new PictureSize(high, wide));
    }

    @Test
    void qwenVlRefusesVideos() {
        try (QwenVl pico = QwenVl.open()) {
            Message asked = Message.user("What?").video(new Video(frames(), List.of(0.0, 0.5, 1.0, 1.5, 2.0)));
            assertThatThrownBy(() -> pico.ask(asked, AnswerOptions.greedy(1)))
                    .hasMessage("Qwen-VL was trained neither with videos nor with tools");
        }
    }
}
