package io.github.qwenvl4j.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Transparent pictures on white, to the last bit as transformers 5.24 puts them there ({@code convert_to_rgb}: Pillow's
 * {@code alpha_composite}), and without alpha as Pillow's {@code convert("RGB")} gives them. Files and hashes were made by
 * Pillow 13.
 */
class AlphaTest {

    @ParameterizedTest
    @CsvSource({
        "grey.png, da4ab4493a386a95, bbba67d128ba0fdb",
        "key.png, 4e48780afccb3cf7, 99822353e496d364",
        "la.png, 3b40607af7b0f3df, e7ea4052838ce2df",
        "lossless.webp, e1708b42e9f638a6, 1540b6e3ba2fb6cb",
        "lossy.webp, 15ea90588d31902c, 3b520e4f597aabde",
        "palette.png, 5bb49375d27b4469, 7d5b05b7e39efa2c",
        "palette1.png, f159ea4e9cdadbe8, 7d5b05b7e39efa2c",
        "rgba.png, e1708b42e9f638a6, 1540b6e3ba2fb6cb",
        "t.gif, c60391f0671a0871, 7d5b05b7e39efa2c"
    })
    void transparentPicturesAreSeenOnWhite(String file, String white, String dropped) throws Exception {
        RgbImage image = ImageLoader.standard().decode(bytes(file), file);
        assertThat(hash(image.onWhite())).isEqualTo(white);
        assertThat(hash(image)).isEqualTo(dropped);
    }

    private static byte[] bytes(String file) throws IOException {
        try (InputStream in = AlphaTest.class.getResourceAsStream("/alpha/" + file)) {
            return in.readAllBytes();
        }
    }

    private static String hash(RgbImage image) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(image.toBytes());
        return HexFormat.of().formatHex(hash).substring(0, 16);
    }

    @Test
    void whatIsTransparentSurvivesTheWayThroughAnAddress() throws IOException {
        Picture given = Picture.of(ImageLoader.standard().decode(bytes("rgba.png"), "it"));
        RgbImage again = Picture.at(given.toAddress()).read(ImageLoader.standard());
        assertThat(again.onWhite()).isEqualTo(given.read(ImageLoader.standard()).onWhite());
        assertThat(again.onWhite()).isNotEqualTo(RgbImage.of(again.toBufferedImage()));
    }

    @Test
    void opaquePicturesStayAsTheyAre() {
        BufferedImage argb = new BufferedImage(3, 2, BufferedImage.TYPE_INT_ARGB);
        argb.setRGB(1, 1, 0xff102030);
        assertThat(RgbImage.of(argb).onWhite().toBytes()).containsSequence(0x10, 0x20, 0x30);
        assertThat(RgbImage.of(argb).onWhite().toBytes()).startsWith(255, 255, 255);
        for (int i = 0; i < 6; i++) {
            argb.setRGB(i % 3, i / 3, 0xff000000 | i);
        }
        RgbImage opaque = RgbImage.of(argb);
        assertThat(opaque.onWhite()).isSameAs(opaque);
        assertThat(opaque.contentHash())
                .isEqualTo(RgbImage.of(3, 2, opaque.toBytes()).contentHash());
    }
}
