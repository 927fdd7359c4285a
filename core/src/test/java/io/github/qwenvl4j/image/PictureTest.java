package io.github.qwenvl4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.testing.Fixtures;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PictureTest {

    private static final Path FILE = Fixtures.path("images/gray-300x200.png");

    @Test
    void everyFormIsTheSamePicture() throws IOException {
        ImageLoader loader = ImageLoader.standard();
        RgbImage pixels = loader.load(FILE.toString());
        byte[] bytes = Files.readAllBytes(FILE);
        for (Picture picture : List.of(
                Picture.of(FILE),
                Picture.of(FILE.toUri()),
                Picture.at(FILE.toString()),
                Picture.of(bytes),
                Picture.of(new ByteArrayInputStream(bytes)),
                Picture.of(pixels.toBufferedImage()),
                Picture.at(Picture.of(bytes).toAddress()),
                Picture.at(Picture.of(pixels).toAddress()))) {
            assertThat(picture.read(loader)).as(picture.toString()).isEqualTo(pixels);
        }
    }

    @Test
    void picturesAreKnownByWhatTheyAre() throws IOException {
        byte[] bytes = Files.readAllBytes(FILE);
        Picture picture = Picture.of(bytes);
        bytes[bytes.length - 1] ^= 1;
        assertThat(picture).isEqualTo(Picture.of(Files.readAllBytes(FILE))).isNotEqualTo(Picture.of(bytes));
        assertThat(picture.name()).matches("#[0-9a-f]{16}");
        assertThat(picture.named("gray").name()).isEqualTo("gray");
        assertThat(Picture.of(FILE)).isEqualTo(Picture.at(FILE.toString())).hasSameHashCodeAs(Picture.of(FILE));
        assertThat(Picture.at("data:image/png;base64," + "A".repeat(1_000_000)).toString())
                .hasSizeLessThan(200);
    }

    @Test
    void nothingIsReadBeforeItIsNeededAndThenByTheLoadersRules() {
        ImageLoader nowhere = new ImageLoader(ImageLimits.DEFAULT, ExifOrientation.APPLY, List.of());
        Picture missing = Picture.of(Path.of("/no/such.png"));
        assertThatThrownBy(() -> missing.read(ImageLoader.standard()))
                .isInstanceOf(QwenVlException.class)
                .hasMessage("image /no/such.png does not exist");
        assertThatThrownBy(() -> Picture.of(FILE).read(nowhere))
                .isInstanceOfSatisfying(
                        QwenVlException.class, e -> assertThat(e.kind()).isEqualTo(QwenVlException.Kind.NOT_PERMITTED));
    }

    @Test
    void aStreamThatFailsIsSaidInOneLine() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("cable out");
            }
        };
        assertThatThrownBy(() -> Picture.of(broken))
                .isInstanceOf(QwenVlException.class)
                .hasMessage("the picture's stream cannot be read: cable out");
    }
}
