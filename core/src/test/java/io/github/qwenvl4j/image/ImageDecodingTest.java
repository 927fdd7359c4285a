package io.github.qwenvl4j.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.testing.Fixtures;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecodingTest {

    private static final int ORANGE = 0xf0a020;
    private static final int BLUE = 0x1030d0;

    private final ImageLoader upright =
            new ImageLoader(ImageLimits.DEFAULT, ExifOrientation.APPLY, List.of(LocalFiles.anywhere()));
    private final ImageLoader asStored =
            new ImageLoader(ImageLimits.DEFAULT, ExifOrientation.IGNORE, List.of(LocalFiles.anywhere()));

    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp", "gif"})
    void losslessFormatsKeepTheirColours(String format) {
        RgbImage image = upright.decode(MadeFiles.encoded(format), "made");

        assertThat(image.width()).isEqualTo(40);
        assertThat(image.height()).isEqualTo(30);
        assertThat(pixel(image, 5, 5)).isEqualTo(ORANGE);
        assertThat(pixel(image, 35, 25)).isEqualTo(BLUE);
    }

    @Test
    void jpegColoursAreClose() {
        RgbImage image = upright.decode(MadeFiles.encoded("jpg"), "made");

        assertClose(pixel(image, 5, 5), ORANGE);
        assertClose(pixel(image, 35, 25), BLUE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "bmp"})
    void grayIsRepeatedWithoutGamma(String format) {
        BufferedImage grey = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
        int[] samples = new int[16 * 16];
        Arrays.fill(samples, 100);
        grey.getRaster().setPixels(0, 0, 16, 16, samples);

        assertThat(pixel(upright.decode(MadeFiles.encoded(grey, format), "gray"), 8, 8))
                .isEqualTo(0x646464);
    }

    @Test
    void alphaIsDroppedNotBlended() {
        byte[] rgba = MadeFiles.png(1, 1, 8, 6, new byte[] {0, 10, 20, 30, 0});
        byte[] grayAlpha = MadeFiles.png(1, 1, 8, 4, new byte[] {0, 77, 3});
        byte[] transparentColour = MadeFiles.png(
                1, 1, 8, 2, new byte[] {0, 1, 2, 3}, MadeFiles.chunk("tRNS", new byte[] {0, 1, 0, 2, 0, 3}));

        assertThat(pixel(upright.decode(rgba, "rgba"), 0, 0)).isEqualTo(0x0a141e);
        assertThat(pixel(upright.decode(grayAlpha, "gray alpha"), 0, 0)).isEqualTo(0x4d4d4d);
        assertThat(pixel(upright.decode(transparentColour, "trns"), 0, 0)).isEqualTo(0x010203);
    }

    @Test
    void depthsOtherThanEightAreScaled() {
        byte[] deep = MadeFiles.png(1, 1, 16, 2, new byte[] {0, (byte) 0x80, 1, (byte) 0xff, (byte) 0xff, 0, 99});
        byte[] deepGray = MadeFiles.png(1, 1, 16, 0, new byte[] {0, 0x40, 0x55});
        byte[] twoBits = MadeFiles.png(4, 1, 2, 0, new byte[] {0, 0b00_01_10_11});

        assertThat(pixel(upright.decode(deep, "16 bit"), 0, 0)).isEqualTo(0x80ff00);
        assertThat(pixel(upright.decode(deepGray, "16 bit gray"), 0, 0)).isEqualTo(0x404040);
        assertThat(upright.decode(twoBits, "2 bit").toBytes())
                .isEqualTo(new byte[] {0, 0, 0, 85, 85, 85, (byte) 170, (byte) 170, (byte) 170, -1, -1, -1});
    }

    @Test
    void brokenProfilesAndTextBombsOfAPngAreNotLookedAt() {
        byte[] bomb = MadeFiles.chunk("zTXt", MadeFiles.concat(new byte[] {'a', 0, 0}, new byte[1000]));
        byte[] file = MadeFiles.png(
                1, 1, 8, 2, new byte[] {0, 1, 2, 3}, bomb, MadeFiles.chunk("iCCP", MadeFiles.bytes("no profile")));

        assertThat(pixel(upright.decode(file, "noisy"), 0, 0)).isEqualTo(0x010203);
    }

    @Test
    void webpIsRead() {
        for (byte[] file : List.of(MadeFiles.WEBP_LOSSY, MadeFiles.WEBP_LOSSY_ALPHA, MadeFiles.WEBP_ANIMATED)) {
            RgbImage image = upright.decode(file, "webp");

            assertThat(image.width()).isEqualTo(24);
            assertThat(image.height()).isEqualTo(16);
            assertClose(pixel(image, 3, 8), 0xf8151f);
            assertClose(pixel(image, 12, 8), 0x12c728);
            assertClose(pixel(image, 20, 8), 0x2026dc);
        }
    }

    @Test
    void theFirstFrameOfAnAnimationLiesOnItsCanvas() {
        byte[] file = MadeFiles.WEBP_ANIMATED;
        int canvas = MadeFiles.indexOf(file, "VP8X") + 12;
        int frame = MadeFiles.indexOf(file, "ANMF") + 8;
        byte[] moved = MadeFiles.patched(MadeFiles.patched(file, canvas, 29, 0, 0, 19, 0, 0), frame, 2, 0, 0, 1, 0, 0);
        RgbImage image = upright.decode(moved, "webp");

        assertThat(image.width()).isEqualTo(30);
        assertThat(image.height()).isEqualTo(20);
        assertThat(pixel(image, 3, 2)).isZero();
        assertThat(pixel(image, 4, 2)).isEqualTo(0xfa141e);
        assertThat(pixel(image, 29, 19)).isZero();
    }

    @Test
    void aGifFrameLiesOnItsCanvasAndMayReachBeyond() {
        byte[] gif = MadeFiles.encoded("gif");
        int frame = MadeFiles.indexOf(gif, ",\0\0\0\0\u0028\0\u001e\0");
        RgbImage image = upright.decode(MadeFiles.patched(gif, frame + 1, 7, 0, 9, 0), "gif");

        assertThat(image.width()).isEqualTo(47);
        assertThat(image.height()).isEqualTo(39);
        assertThat(pixel(image, 7, 9)).isEqualTo(ORANGE);
        assertThat(pixel(image, 46, 38)).isEqualTo(BLUE);
    }

    @Test
    void fiveBitColoursOfABmpAreScaled() {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_555_RGB);
        image.getRaster().setPixels(0, 0, 2, 1, new int[] {31, 16, 0, 1, 2, 3});

        assertThat(upright.decode(MadeFiles.encoded(image, "bmp"), "555").toBytes())
                .isEqualTo(new byte[] {-1, (byte) 131, 0, 8, 16, 24});
    }

    /** The expected colours are Pillow's; of the same samples CMYK and YCCK make different pictures. */
    @Test
    void adobeTransformDecidesBetweenCmykAndYcck() throws IOException {
        byte[] cmyk = Files.readAllBytes(Fixtures.path("images/cmyk-200x150.jpg"));
        int transform = MadeFiles.indexOf(cmyk, "Adobe") + 11;
        RgbImage plain = upright.decode(cmyk, "cmyk");
        RgbImage ycck = upright.decode(MadeFiles.patched(cmyk, transform, 2), "ycck");

        assertThat(pixel(plain, 5, 5)).isEqualTo(rgb(18, 209, 250));
        assertThat(pixel(plain, 150, 20)).isEqualTo(rgb(245, 133, 72));
        assertThat(pixel(ycck, 5, 5)).isEqualTo(rgb(66, 255, 93));
        assertThat(pixel(ycck, 150, 20)).isEqualTo(rgb(89, 0, 1));
    }

    @Test
    void exifOrientationIsAppliedOrIgnored() {
        String file = Fixtures.path("images/exif6-300x160.jpg").toString();
        RgbImage stored = asStored.load(file);
        RgbImage turned = upright.load(file);

        assertThat(stored.width()).isEqualTo(300);
        assertThat(turned.width()).isEqualTo(160);
        assertThat(turned.height()).isEqualTo(300);
        assertThat(pixel(turned, 159, 0)).isEqualTo(pixel(stored, 0, 0));
        assertThat(pixel(turned, 0, 0)).isEqualTo(pixel(stored, 0, 159));
        assertThat(pixel(turned, 159, 299)).isEqualTo(pixel(stored, 299, 0));
    }

    /** A picture of 2 x 1 pixels, A then B; where they are afterwards. */
    @ParameterizedTest
    @CsvSource({"1,AB", "2,BA", "3,BA", "4,AB", "5,A/B", "6,A/B", "7,B/A", "8,B/A", "9,AB", "0,AB"})
    void everyOrientationIsUndone(int orientation, String expected) {
        byte[] row = {0, 'A', 0, 0, 'B', 0, 0};
        byte[] file = MadeFiles.png(2, 1, 8, 2, row, MadeFiles.chunk("eXIf", MadeFiles.exif(orientation)));
        RgbImage image = upright.decode(file, "turned");
        StringBuilder seen = new StringBuilder();
        for (int y = 0; y < image.height(); y++) {
            seen.append(y == 0 ? "" : "/");
            for (int x = 0; x < image.width(); x++) {
                seen.append((char) (pixel(image, x, y) >> 16));
            }
        }

        assertThat(seen.toString()).isEqualTo(expected);
        assertThat(asStored.decode(file, "turned").width()).isEqualTo(2);
    }

    @Test
    void brokenExifSaysNothing() {
        byte[] row = {0, 1, 2, 3};
        for (int length = 0; length < 26; length++) {
            byte[] exif = MadeFiles.cut(MadeFiles.exif(6), length);
            byte[] file = MadeFiles.png(1, 1, 8, 2, row, MadeFiles.chunk("eXIf", exif));

            assertThat(upright.decode(file, "broken").width()).isEqualTo(1);
        }
    }

    @Test
    void theBytesDecideNotTheName() {
        assertThat(upright.decode(MadeFiles.encoded("png"), "photo.jpg").width())
                .isEqualTo(40);
    }

    @Test
    void everyPhotoIsRead() throws IOException {
        try (Stream<Path> photos = Files.list(Fixtures.shared("data/photos"))) {
            for (Path photo : photos.toList()) {
                RgbImage image = upright.load(photo.toString());

                assertThat(Preprocessor.resize(image, 448)).hasSize(3 * 448 * 448);
            }
        }
    }

    @Test
    void aLoaderMayBeSharedByThreads() {
        byte[] file = MadeFiles.encoded("jpg");
        String expected = upright.decode(file, "one").contentHash();

        assertThat(IntStream.range(0, 64)
                        .parallel()
                        .mapToObj(i -> upright.decode(file, "many").contentHash()))
                .containsOnly(expected);
    }

    private static void assertClose(int actual, int expected) {
        for (int shift = 0; shift <= 16; shift += 8) {
            assertThat((actual >> shift & 0xff) - (expected >> shift & 0xff)).isBetween(-4, 4);
        }
    }

    private static int rgb(int red, int green, int blue) {
        return red << 16 | green << 8 | blue;
    }

    private static int pixel(RgbImage image, int x, int y) {
        return image.toBufferedImage().getRGB(x, y) & 0xffffff;
    }
}
