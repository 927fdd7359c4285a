package io.github.qwenvl4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RgbImageTest {

    @ParameterizedTest
    @ValueSource(
            ints = {
                BufferedImage.TYPE_INT_RGB,
                BufferedImage.TYPE_INT_ARGB,
                BufferedImage.TYPE_INT_ARGB_PRE,
                BufferedImage.TYPE_INT_BGR,
                BufferedImage.TYPE_3BYTE_BGR,
                BufferedImage.TYPE_4BYTE_ABGR
            })
    void everyLayoutOfABufferedImageGivesTheSamePicture(int type) {
        RgbImage image = RgbImage.of(MadeFiles.picture(type));

        assertThat(image.contentHash())
                .isEqualTo(RgbImage.of(MadeFiles.picture(BufferedImage.TYPE_INT_RGB))
                        .contentHash());
        assertThat(image.toBytes()).startsWith(240, 160, 32).endsWith(16, 48, 208);
    }

    @Test
    void aSubimageIsReadWhereItLies() {
        BufferedImage right = MadeFiles.picture(BufferedImage.TYPE_3BYTE_BGR).getSubimage(19, 3, 2, 1);

        assertThat(RgbImage.of(right).toBytes()).isEqualTo(new byte[] {(byte) 240, (byte) 160, 32, 16, 48, (byte) 208});
    }

    @Test
    void conversionToBufferedImageAndBackChangesNothing() {
        RgbImage image = RgbImage.of(2, 1, new byte[] {1, 2, 3, -1, -2, -3});

        assertThat(RgbImage.of(image.toBufferedImage()).toBytes()).isEqualTo(image.toBytes());
    }

    @Test
    void callersCannotChangeThePixels() {
        byte[] rgb = {1, 2, 3};
        RgbImage image = RgbImage.of(1, 1, rgb);
        String hash = image.contentHash();
        rgb[0] = 9;
        image.toBytes()[1] = 9;

        assertThat(image.toBytes()).containsExactly(1, 2, 3);
        assertThat(RgbImage.of(1, 1, new byte[] {1, 2, 3}).contentHash()).isEqualTo(hash);
    }

    @Test
    void theHashKnowsTheShape() {
        assertThat(RgbImage.of(2, 1, new byte[6]).contentHash())
                .hasSize(64)
                .isNotEqualTo(RgbImage.of(1, 2, new byte[6]).contentHash());
    }

    @Test
    void sizesMustAgree() {
        assertThatThrownBy(() -> RgbImage.of(2, 2, new byte[6]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("6 bytes for 2 x 2 pixels");
    }
}
