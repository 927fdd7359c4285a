package io.github.qwenvl4j.train.scenes;

import java.util.List;

/**
 * A plate with one line of text.
 *
 * @param quad the plate
 * @param glyphs the position of each character of the text, in order
 */
public record SceneSign(String text, Quadrangle quad, List<Glyph> glyphs, Plate plate) {

    /** One character of the text and its cell. */
    public record Glyph(int codePoint, Quadrangle quad) {}

    /**
     * The painting of the plate.
     *
     * @param font a name of {@link SignFonts}
     * @param textHeight height of the tallest character in pixels
     * @param edgeWidth width of a line along the plate's edge in the colour of the text; 0: none
     * @param roundness radius of the corners as a fraction of the plate's height
     */
    record Plate(
            int rgb, int textRgb, String font, double textHeight, double edgeWidth, double roundness, double degrees) {}

    public SceneSign {
        glyphs = List.copyOf(glyphs);
    }
}
