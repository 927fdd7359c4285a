package io.github.qwenvl4j.family.qwen3vl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.image.ExifOrientation;
import io.github.qwenvl4j.image.ImageLimits;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.image.ImageSource;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.image.PixelBounds;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.testing.Fixtures;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many tokens a picture takes, and what is read to know it. */
class PixelBoundsTest {

    private static final AtomicInteger READ = new AtomicInteger();
    private static QwenVl model;
    private static byte[] photo; // as large as a telephone's
    private static int around; // tokens of a question without pictures, and of a picture's two ends

    @BeforeAll
    static void open() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(4032, 3024, BufferedImage.TYPE_BYTE_GRAY), "png", out);
        photo = out.toByteArray();
        model = open(OpenOptions.defaults());
        around = model.tokens(Message.user("What?")) + 2;
    }

    private static QwenVl open(OpenOptions options) {
        return QwenVl.open(Fixtures.path("qwen3-vl/tiny-q3vl"), options.withImages(counting()));
    }

    private static ImageLoader counting() {
        return new ImageLoader(ImageLimits.DEFAULT, ExifOrientation.APPLY, List.of(new ImageSource() {
            @Override
            public boolean serves(String address) {
                return true;
            }

            @Override
            public byte[] read(String address, ImageLimits limits) {
                READ.incrementAndGet();
                return photo;
            }
        }));
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static int tokens(QwenVl asked, Picture picture) {
        return asked.tokens(Message.user("What?", picture)) - around;
    }

    @Test
    void aPhotoTakesAtMost1280TokensUnlessMoreAreAskedFor() {
        Picture picture = Picture.at("photo");
        assertThat(tokens(model, picture)).isBetween(1200, 1280);
        assertThat(tokens(model, picture.within(PixelBounds.atMost(16_777_216))))
                .isEqualTo(126 * 94);
        assertThat(tokens(model, picture.within(PixelBounds.atMost(256 * 1024))))
                .isBetween(230, 256);
        Picture small = Picture.of(new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB));
        assertThat(tokens(model, small)).isEqualTo(64);
        assertThat(tokens(model, small.within(PixelBounds.DEFAULT.withMin(4096))))
                .isEqualTo(4);
    }

    @Test
    void boundsOfTheModelHoldForPicturesWithoutTheirOwn() {
        try (QwenVl other = open(OpenOptions.defaults().withPixels(PixelBounds.atMost(100 * 1024)))) {
            assertThat(tokens(other, Picture.at("photo"))).isBetween(80, 100);
            assertThat(tokens(other, Picture.at("photo").within(PixelBounds.atMost(50 * 1024))))
                    .isBetween(40, 50);
            int prompt = other.ask(
                            Message.user("What?", Picture.at("photo").within(PixelBounds.atMost(20 * 1024))),
                            AnswerOptions.greedy(1))
                    .usage()
                    .promptTokens();
            assertThat(prompt - around).isBetween(12, 20);
        }
    }

    @Test
    void boundsAreChecked() {
        assertThatThrownBy(() -> PixelBounds.atMost(0))
                .isInstanceOf(QwenVlException.class)
                .hasMessage("max-pixels is 0, but must be from 1 to 2147483647");
        assertThatThrownBy(() -> PixelBounds.atMost(10).withMin(11))
                .hasMessage("min-pixels is 11, but must not be above max-pixels 10");
    }

    /** The pixels of this file cannot be decoded. */
    @Test
    void tokensAreCountedFromTheHeader() {
        byte[] bmp = new byte[100]; // 640 x 480 pixels of 24 bits, which are missing
        ByteBuffer.wrap(bmp)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) 0x4d42)
                .putInt(10, 54)
                .putInt(14, 40)
                .putInt(18, 640)
                .putInt(22, 480)
                .putInt(26, 1 | 24 << 16);
        Picture damaged = Picture.of(bmp);
        assertThat(tokens(model, damaged)).isEqualTo(15 * 20);
        assertThatThrownBy(() -> damaged.read(ImageLoader.standard())).hasMessageContaining("BMP");
    }

    @Test
    void anAddressIsReadOnce() {
        int before = READ.get();
        model.tokens(Message.user("What?", Picture.at("photo")));
        assertThat(READ.get() - before).isEqualTo(1);
        model.internals().prompt(Dialogue.of(Message.user("What?", Picture.at("photo"))));
        assertThat(READ.get() - before).isEqualTo(2);
    }

    @Test
    void theLimitsOfVideosAreTheCheckpoints(@TempDir Path folder) throws IOException {
        TowerConfig tower = Golden.config("tiny-q3vl").vision();
        PictureSize usual = PixelLimits.read(folder, tower).size(8, 480, 640, tower);
        Files.writeString(
                folder.resolve("video_preprocessor_config.json"),
                "{\"size\":{\"shortest_edge\":4096,\"longest_edge\":491520}}");
        PictureSize asked = PixelLimits.read(folder, tower).size(8, 480, 640, tower);
        assertThat(usual).isEqualTo(new PictureSize(480, 640));
        assertThat(8 * asked.height() * asked.width()).isBetween(491_520 / 2, 491_520);
    }

    /** Of a picture that cannot be decoded the header is enough to see that the prompt is too long. */
    @Test
    void aPromptThatIsTooLongIsRefusedBeforeItsPicturesAreDecoded() {
        Picture torn = Picture.of(withoutPixels());
        String words = " z q".repeat(model.internals().network().positions());
        assertThatThrownBy(() -> model.ask(Message.user(words, torn), AnswerOptions.greedy(1)))
                .satisfies(e -> assertThat(((QwenVlException) e).kind()).isEqualTo(QwenVlException.Kind.TOO_LONG));
        assertThatThrownBy(() -> model.ask(Message.user("What?", torn), AnswerOptions.greedy(1)))
                .satisfies(e -> assertThat(((QwenVlException) e).kind()).isEqualTo(QwenVlException.Kind.IMAGE));
    }

    /** The photo with a first chunk of pixels that cannot be unpacked, though its checksum is right. */
    private static byte[] withoutPixels() {
        byte[] damaged = photo.clone();
        ByteBuffer png = ByteBuffer.wrap(damaged);
        int length = png.getInt(33);
        Arrays.fill(damaged, 41, 61, (byte) 0xff);
        CRC32 sum = new CRC32();
        sum.update(damaged, 37, length + 4);
        png.putInt(41 + length, (int) sum.getValue());
        return damaged;
    }

    @Test
    void anAnswerSaysHowManyTokensStandForPictures() {
        Message asked = Message.user("What?", Picture.of(new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB)));
        assertThat(model.ask(asked, AnswerOptions.greedy(1)).usage().pictureTokens())
                .isEqualTo(model.tokens(asked) - around);
    }
}
