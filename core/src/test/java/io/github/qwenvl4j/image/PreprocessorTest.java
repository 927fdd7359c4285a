package io.github.qwenvl4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.GoldenTensors;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreprocessorTest {

    private static final int SIZE = 448;

    private final ImageLoader loader =
            new ImageLoader(ImageLimits.DEFAULT, ExifOrientation.IGNORE, List.of(LocalFiles.anywhere()));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exact-448.png",
                "gray-300x200.png",
                "lossless-256x128.webp",
                "palette-321x243.png",
                "rgba-320x240.png",
                "scene-640x480.png",
                "tall-60x777.png",
                "tiny-3x5.png",
                "wide-1200x90.png"
            })
    void losslessPicturesEqualPillowBitForBit(String name) throws IOException {
        byte[] expected = expectedPixels(name);

        assertThat(resized(name)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cmyk-200x150.jpg", "exif6-300x160.jpg", "photo-500x375.jpg"})
    void jpegPicturesAreCloseToPillow(String name) throws IOException {
        byte[] expected = expectedPixels(name);
        byte[] actual = resized(name);

        long sum = 0;
        for (int i = 0; i < expected.length; i++) {
            sum += Math.abs((expected[i] & 0xff) - (actual[i] & 0xff));
        }
        assertThat((double) sum / expected.length).isLessThanOrEqualTo(0.1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cmyk-200x150.jpg",
                "exact-448.png",
                "exif6-300x160.jpg",
                "gray-300x200.png",
                "lossless-256x128.webp",
                "palette-321x243.png",
                "photo-500x375.jpg",
                "rgba-320x240.png",
                "scene-640x480.png",
                "tall-60x777.png",
                "tiny-3x5.png",
                "wide-1200x90.png"
            })
    void normalizedChannelsSumToTheReference(String name) throws IOException {
        GoldenTensors goldens = GoldenTensors.read("expected-preprocess-core.safetensors");
        double[] expected = goldens.doubles("pixel_sum." + name);
        float[] values = Preprocessor.normalize(resized(name), SIZE);

        for (int channel = 0; channel < 3; channel++) {
            double sum = 0;
            for (int i = channel * SIZE * SIZE; i < (channel + 1) * SIZE * SIZE; i++) {
                sum += values[i];
            }
            assertThat(sum / SIZE / SIZE).isCloseTo(expected[channel] / SIZE / SIZE, within(1e-5));
        }
    }

    @Test
    void aPictureOfTheWantedSizeIsCopied() {
        byte[] rgb = new byte[3 * 5 * 5];
        new Random(1).nextBytes(rgb);

        assertThat(Preprocessor.resize(RgbImage.of(5, 5, rgb), 5))
                .isEqualTo(rgb)
                .isNotSameAs(rgb);
    }

    @Test
    void aPlainColourStaysThatColour() {
        byte[] rgb = new byte[3 * 31 * 17];
        Arrays.fill(rgb, (byte) 200);

        assertThat(Preprocessor.resize(RgbImage.of(31, 17, rgb), 12)).containsOnly(200);
    }

    @Test
    void normalizedValuesAreChannelsFirst() {
        float[] values = Preprocessor.normalize(new byte[] {(byte) 255, 0, 0}, 1);

        assertThat(values[0]).isCloseTo(1.9303361f, within(1e-6f));
        assertThat(values[1]).isCloseTo(-1.7520971f, within(1e-6f));
        assertThat(values[2]).isCloseTo(-1.4802198f, within(1e-6f));
    }

    @Test
    void wrongLengthsAreRefused() {
        assertThatThrownBy(() -> Preprocessor.normalize(new byte[10], 2))
                .isInstanceOf(QwenVlException.class)
                .hasMessage("10 bytes cannot be an RGB picture of 2 x 2 pixels");
        assertThatThrownBy(() -> Preprocessor.resize(RgbImage.of(1, 1, new byte[3]), 0))
                .isInstanceOf(QwenVlException.class)
                .hasMessage("image size 0 x 0 is not positive");
    }

    private byte[] resized(String name) {
        return Preprocessor.resize(loader.load(Fixtures.path("images/" + name).toString()), SIZE);
    }

    private static byte[] expectedPixels(String name) throws IOException {
        String core = "expected-preprocess-core.safetensors";
        GoldenTensors goldens = GoldenTensors.read(core);
        String key = "resized." + name;
        return goldens.has(key)
                ? goldens.bytes(key)
                : GoldenTensors.read("expected-preprocess.safetensors").bytes(key);
    }
}
