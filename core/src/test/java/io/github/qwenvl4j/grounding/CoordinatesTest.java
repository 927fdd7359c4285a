package io.github.qwenvl4j.grounding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.QwenVlException;
import java.awt.Polygon;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoordinatesTest {

    @Test
    void pixelsBecomeThousandthsRoundedDown() {
        assertThat(new PixelBox(1, 1, 639, 479).toBox(640, 480)).isEqualTo(new Box(1, 2, 998, 997));
        assertThat(new PixelBox(0, 0, 640, 480).toBox(640, 480)).isEqualTo(new Box(0, 0, 999, 999));
    }

    @Test
    void pixelsOutsideThePictureMoveToItsEdge() {
        assertThat(new PixelBox(-50, -1, 9000, 481).toBox(640, 480)).isEqualTo(new Box(0, 0, 999, 999));
    }

    @Test
    void cornersInTheWrongOrderArePutRight() {
        assertThat(new PixelBox(320, 240, 0, 0).toBox(640, 480)).isEqualTo(new Box(0, 0, 500, 500));
        assertThat(Box.between(9, 2, -1, 1001)).isEqualTo(new Box(0, 2, 9, 1000));
    }

    @Test
    void thousandthsBecomePixelsRoundedDownWithoutFloatingPointError() {
        assertThat(new Box(290, 0, 500, 1000).toPixels(100, 333)).isEqualTo(new PixelBox(29, 0, 50, 333));
    }

    @Test
    void thePixelRoundTripIsOffByLessThanOneThousandth() {
        for (int size : new int[] {1, 7, 448, 1000, 4000}) {
            for (int pixel = 0; pixel < size; pixel++) {
                int back = new PixelBox(pixel, 0, pixel, 0)
                        .toBox(size, 1)
                        .toPixels(size, 1)
                        .x1();
                assertThat(pixel - back).isBetween(0, (size + 999) / 1000);
            }
        }
    }

    @Test
    void everyThousandthSurvivesInPicturesOfAtLeastAThousandPixels() {
        for (int x = 0; x < 1000; x++) {
            Box box = new Box(x, 0, x, 0);
            assertThat(box.toPixels(1000, 1000).toBox(1000, 1000)).isEqualTo(box);
        }
    }

    @Test
    void quadsConvertBothWays() {
        Quad quad = new Quad(List.of(new Point(0, 0), new Point(500, 0), new Point(500, 250), new Point(0, 250)));
        Polygon pixels = quad.toPixels(200, 400);
        assertThat(pixels.xpoints).startsWith(0, 100, 100, 0);
        assertThat(pixels.ypoints).startsWith(0, 0, 100, 100);
        assertThat(Quad.ofPixels(pixels, 200, 400)).isEqualTo(quad);
    }

    @Test
    void badCoordinatesAreNamed() {
        assertThatThrownBy(() -> new Box(5, 0, 4, 1))
                .isInstanceOf(QwenVlException.class)
                .hasMessage("box (5,0),(4,1) is not ordered inside 0..1000");
        assertThatThrownBy(() -> new Point(0, 1001)).hasMessage("point (0,1001) lies outside 0..1000");
        assertThatThrownBy(() -> new Quad(List.of(new Point(0, 0)))).hasMessage("a quad has 4 points, not 1");
        assertThatThrownBy(() -> new Box(0, 0, 1, 1).toPixels(0, 5)).hasMessage("picture size must be positive, not 0");
    }
}
