package io.github.qwenvl4j.train.scenes;

import java.util.List;

/**
 * A plate with one line of text.
 *
 * @param quad the plate
 * @param glyphs the place of each character of the text, in order
 */
public record SceneSign(String text, Quadrangle quad, List<Glyph> glyphs, Plate plate) {

    /** One character of the text and the cell it fills. */
    public record Glyph(int codePoint, Quadrangle quad) {}

    /**
     * How the plate is painted.
     *
     * @param font a name of {@link SignFonts}
     * @param textHeight height of the tallest character in pixels
     * @param edgeWidth width of the line inside the plate's edge in the colour of the text, 0 for none
     * @param roundness radius of the corners as a share of the plate's height
     */
    record Plate(
            int rgb, int textRgb, String font, double textHeight, double edgeWidth, double roundness, double degrees) {}

    public SceneSign {
        glyphs = List.copyOf(glyphs);
    }
}
