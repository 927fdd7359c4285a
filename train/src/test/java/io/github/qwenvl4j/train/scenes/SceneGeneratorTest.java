package io.github.qwenvl4j.train.scenes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.QwenVlException;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;

class SceneGeneratorTest {

    private static final SceneOptions SMALL = SceneOptions.objects().withSides(200, 400);

    @Test
    void equalSeedsGiveEqualScenesAndPixels() {
        SceneOptions options = SMALL.withSigns(0, 2);
        for (long seed = 0; seed < 20; seed++) {
            Scene first = new SceneGenerator(options).generate(seed);
            Scene second = new SceneGenerator(options).generate(seed);
            assertThat(second).isEqualTo(first);
            assertThat(pixels(SceneRenderer.render(second))).isEqualTo(pixels(SceneRenderer.render(first)));
        }
        assertThat(new SceneGenerator(options).generate(1)).isNotEqualTo(new SceneGenerator(options).generate(2));
    }

    @Test
    void boxesAreTheExtentOfWhatIsDrawn() {
        for (long seed = 0; seed < 60; seed++) {
            Scene scene = new SceneGenerator(SMALL).generate(seed);
            for (SceneObject object : scene.objects()) {
                Extent drawn = drawnAlone(scene, object);
                assertThat(Math.abs(drawn.left() - object.box().left())).isLessThanOrEqualTo(1.5);
                assertThat(Math.abs(drawn.top() - object.box().top())).isLessThanOrEqualTo(1.5);
                assertThat(Math.abs(drawn.right() - object.box().right())).isLessThanOrEqualTo(1.5);
                assertThat(Math.abs(drawn.bottom() - object.box().bottom())).isLessThanOrEqualTo(1.5);
            }
        }
    }

    @Test
    void everyObjectLiesInThePictureAndIsThreeQuartersVisible() {
        for (long seed = 0; seed < 200; seed++) {
            Scene scene = new SceneGenerator(SMALL).generate(seed);
            assertThat(scene.objects()).isNotEmpty();
            for (int i = 0; i < scene.objects().size(); i++) {
                SceneObject object = scene.objects().get(i);
                List<Path2D> above = scene
                        .objects()
                        .subList(i + 1, scene.objects().size())
                        .stream()
                        .map(other -> other.figure().outline())
                        .toList();
                assertThat(object.box().inside(scene.width(), scene.height())).isTrue();
                assertThat(Visibility.share(object.figure().outline(), above)).isGreaterThanOrEqualTo(0.75);
            }
        }
    }

    @Test
    void sizesAndAspectRatiosKeepTheirBounds() {
        int rectangles = 0;
        for (long seed = 0; seed < 300; seed++) {
            Scene scene = new SceneGenerator(SceneOptions.objects()).generate(seed);
            assertThat(scene.width()).isBetween(200, 1000);
            assertThat(scene.height()).isBetween(200, 1000);
            assertThat((double) scene.width() / scene.height()).isBetween(0.745, 1.342);
            for (SceneObject object : scene.objects()) {
                double ratio = object.figure().width() / object.figure().height();
                if (object.shape() == ShapeName.RECTANGLE) {
                    rectangles++;
                    assertThat(Math.max(ratio, 1 / ratio)).isGreaterThanOrEqualTo(1.999);
                }
            }
        }
        assertThat(rectangles).isGreaterThan(30);
    }

    @Test
    void colourNamesKeepApart() {
        Dice dice = new Dice(3);
        for (ColourName a : ColourName.values()) {
            for (ColourName b : ColourName.values()) {
                for (int i = 0; a != b && i < 200; i++) {
                    assertThat(Rgb.difference(a.draw(dice), b.draw(dice)))
                            .as(a + " against " + b)
                            .isGreaterThan(8);
                }
            }
        }
    }

    @Test
    void signsAreLegibleAndTouchNothing() {
        SceneOptions options = SMALL.withSigns(1, 2).withObjects(0, 3);
        for (long seed = 0; seed < 100; seed++) {
            Scene scene = new SceneGenerator(options).generate(seed);
            assertThat(scene.signs()).isNotEmpty();
            for (SceneSign sign : scene.signs()) {
                Extent box = sign.quad().box();
                assertThat(box.inside(scene.width(), scene.height())).isTrue();
                assertThat(sign.plate().textHeight())
                        .isGreaterThanOrEqualTo(0.079 * Math.min(scene.width(), scene.height()));
                assertThat(scene.objects()).noneMatch(object -> object.box().meets(box));
                assertThat(sign.glyphs()).hasSize(sign.text().length());
                assertThat(sign.glyphs())
                        .allSatisfy(glyph ->
                                assertThat(box.grown(1).iou(glyph.quad().box())).isPositive());
            }
        }
    }

    @Test
    void aHandleNamesItsScene() {
        SceneHandle handle = new SceneHandle(SMALL.withSigns(0, 2), Split.HELD_OUT.seed(77));
        assertThat(SceneHandle.parse(handle.toString())).isEqualTo(handle);
        assertThat(handle.toString()).hasSizeLessThan(50);
        assertThat(handle.scene()).isEqualTo(new SceneGenerator(handle.options()).generate(handle.seed()));
        assertThatThrownBy(() -> SceneHandle.parse("scene:nothing"))
                .isInstanceOf(QwenVlException.class)
                .hasMessageContaining("scene:nothing");
    }

    private static int[] pixels(BufferedImage image) {
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }

    /** The extent of the pixels that an object changes on an otherwise empty picture. */
    private static Extent drawnAlone(Scene scene, SceneObject object) {
        int fill = object.finish().rgb();
        int behind = Rgb.lightness(fill) > 50 ? 0x0000AA : 0xFFFFAA;
        Background plain = new Background(Background.Kind.PLAIN, List.of(behind), 0.1, 0, 0, 1);
        Finish finish = object.finish();
        Finish flat = new Finish(fill, fill, 0, fill, finish.edgeWidth(), 0, finish.smooth());
        SceneObject alone = SceneObject.of(object.colour(), object.figure(), flat);
        BufferedImage image = SceneRenderer.render(
                new Scene(scene.width(), scene.height(), List.of(alone), List.of(), plain, Capture.CLEAN));
        double left = scene.width();
        double top = scene.height();
        double right = 0;
        double bottom = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                if ((image.getRGB(x, y) & 0xFFFFFF) != behind) {
                    left = Math.min(left, x);
                    top = Math.min(top, y);
                    right = Math.max(right, x + 1);
                    bottom = Math.max(bottom, y + 1);
                }
            }
        }
        return new Extent(left, top, right, bottom);
    }
}
