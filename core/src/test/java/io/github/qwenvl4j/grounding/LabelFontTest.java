package io.github.qwenvl4j.grounding;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LabelFontTest {

    private static final String COLOURS_AND_SHAPES = "圆形正方长三角星心红色橙黄绿青蓝紫粉棕黑白灰";
    private static final int SIZE = 40;

    private final LabelFont font = LabelFont.get();

    @Test
    void coversCommonTextInBothScripts() {
        String text = COLOURS_AND_SHAPES + "龍車愛ひらがなカタカナabcXYZ0189éüßΩЖ，。！？（）“”…";
        assertThat(text.codePoints().filter(c -> !font.canDisplay(c)).toArray()).isEmpty();
    }

    @Test
    void everyHanziOfTheTrainingVocabularyLooksDifferent() {
        assertThat(COLOURS_AND_SHAPES
                        .codePoints()
                        .mapToObj(c -> pixels(Character.toString(c)))
                        .collect(Collectors.toSet()))
                .hasSameSizeAs(COLOURS_AND_SHAPES.codePoints().boxed().toList());
    }

    @Test
    void outlinesHaveTheShapeOfTheirLetters() {
        Rectangle2D dash = font.outline("一", SIZE).getBounds2D();
        assertThat(dash.getWidth()).isGreaterThan(8 * dash.getHeight());
        Rectangle2D l = font.outline("l", SIZE).getBounds2D();
        assertThat(l.getHeight()).isGreaterThan(5 * l.getWidth());
        assertThat(l.getMaxY()).isCloseTo(0, within(1.0));
        assertThat(font.outline("p", SIZE).getBounds2D().getMaxY()).isGreaterThan(5);
        Path2D ring = font.outline("O", SIZE);
        assertThat(ring.contains(
                        ring.getBounds2D().getCenterX(), ring.getBounds2D().getCenterY()))
                .isFalse();
    }

    @Test
    void everyGlyphIsReadableAndFillsItsEm() {
        int glyphs = 0;
        for (int c = 0; c <= 0xFFFF; c++) {
            if (font.canDisplay(c)) {
                glyphs++;
                Rectangle2D bounds = font.outline(Character.toString(c), 1).getBounds2D();
                assertThat(bounds.getWidth() + bounds.getHeight())
                        .as("U+%04X", c)
                        .isLessThan(5);
            }
        }
        assertThat(glyphs).isGreaterThan(3000);
    }

    @Test
    void widthsAddUp() {
        assertThat(font.width("红", SIZE)).isEqualTo(SIZE);
        assertThat(font.width("红a", SIZE)).isEqualTo(font.width("红", SIZE) + font.width("a", SIZE));
        assertThat(font.width("", SIZE)).isZero();
    }

    @Test
    void aMissingCharacterIsAFrameWithItsCodePoint() {
        assertThat(font.canDisplay('龘')).isFalse();
        Path2D missing = font.outline("龘", SIZE);
        Path2D present = font.outline("红", SIZE);
        assertThat(missing.contains(0.09 * SIZE, -0.40 * SIZE)).isTrue();
        assertThat(present.contains(0.09 * SIZE, -0.40 * SIZE)).isFalse();
        assertThat(pixels("龘")).isNotEqualTo(pixels("红")).isNotEqualTo(pixels("한"));
        assertThat(pixels("😀")).isNotEqualTo(pixels("😁"));
        assertThat(font.width("龘", SIZE)).isPositive();
    }

    @Test
    void invisibleCharactersTakeNoRoom() {
        assertThat(font.width("a\u200D\uFE0F\u0301", SIZE)).isEqualTo(font.width("a", SIZE));
        assertThat(font.width("\t", SIZE)).isEqualTo(font.width(" ", SIZE));
        assertThat(font.outline("\n \u200D", SIZE).getBounds2D().isEmpty()).isTrue();
    }

    @Test
    void loneSurrogatesAreDrawnAsFrames() {
        assertThat(font.width("\ud83d", SIZE)).isEqualTo(font.width("龘", SIZE));
        assertThat(font.outline("\ud83d", SIZE).getBounds2D().isEmpty()).isFalse();
    }

    @Test
    void textTooLongForItsPlaceEndsInAnEllipsis() {
        assertThat(font.fitted("abc", SIZE, 1000)).isEqualTo("abc");
        assertThat(font.fitted("红色圆形", SIZE, 3 * SIZE)).isEqualTo("红色…");
        assertThat(font.fitted("😀😀😀😀", SIZE, 3.3 * SIZE)).isEqualTo("😀😀…");
        assertThat(font.fitted("abc", SIZE, 1)).isEqualTo("…");
    }

    @Test
    void drawingNeedsNoFontOfTheMachine() {
        noClasses()
                .that()
                .resideInAPackage("io.github.qwenvl4j.grounding")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.awt.Font")
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("io.github.qwenvl4j.grounding"));
    }

    private String pixels(String text) {
        BufferedImage image = new BufferedImage(2 * SIZE, 2 * SIZE, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.translate(5, 1.5 * SIZE);
        graphics.fill(font.outline(text, SIZE));
        graphics.dispose();
        return Arrays.toString(image.getRaster().getPixels(0, 0, 2 * SIZE, 2 * SIZE, (int[]) null));
    }
}
