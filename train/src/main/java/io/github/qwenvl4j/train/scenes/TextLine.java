package io.github.qwenvl4j.train.scenes;

import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.font.GlyphVector;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.util.ArrayList;
import java.util.List;

/**
 * One line of text in one font, as curves; its baseline starts at the origin.
 *
 * @param bounds bounding box of the ink
 * @param height height of a capital letter or a Chinese character, the unit in which signs are measured
 */
record TextLine(String text, GlyphVector layout, Extent bounds, double height) {

    private static final FontRenderContext PRECISE = new FontRenderContext(null, true, true);

    static TextLine of(String text, String font) {
        GlyphVector layout = layout(text, font);
        boolean latin = text.chars().allMatch(c -> c < 128);
        Extent reference = Extent.of(layout(latin ? "H" : "国", font).getOutline());
        return new TextLine(text, layout, Extent.of(layout.getOutline()), reference.height());
    }

    private static GlyphVector layout(String text, String font) {
        return SignFonts.of(font).createGlyphVector(PRECISE, text);
    }

    /** The curves, centred, scaled to {@code textHeight} pixels and transformed by {@code place}. */
    Path2D outline(double textHeight, AffineTransform place) {
        return new Path2D.Double(layout.getOutline(), centred(textHeight, place));
    }

    /** The cell of each character, with the full height of the line; spaces have none. */
    List<SceneSign.Glyph> glyphs(double textHeight, AffineTransform place) {
        AffineTransform transform = centred(textHeight, place);
        List<SceneSign.Glyph> glyphs = new ArrayList<>();
        for (int i = 0; i < layout.getNumGlyphs(); i++) {
            Shape ink = layout.getGlyphOutline(i);
            Extent box = Extent.of(ink);
            Extent cell = new Extent(box.left(), bounds.top(), box.right(), bounds.bottom());
            glyphs.add(new SceneSign.Glyph(text.charAt(i), Quadrangle.of(cell, transform)));
        }
        return glyphs;
    }

    private AffineTransform centred(double textHeight, AffineTransform place) {
        AffineTransform transform = new AffineTransform(place);
        transform.scale(textHeight / height, textHeight / height);
        transform.translate(-bounds.centreX(), -bounds.centreY());
        return transform;
    }
}
