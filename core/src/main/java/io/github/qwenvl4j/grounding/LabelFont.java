package io.github.qwenvl4j.grounding;

import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Text as outlines, from an embedded subset of Noto Sans CJK SC (SIL Open Font License; 8,836 hanzi, kana, Latin,
 * Greek, Cyrillic). It needs neither installed fonts nor the native font libraries that {@link java.awt.Font} loads and
 * that slim container images lack, and it draws the same everywhere.
 *
 * <p>A character missing from the font is drawn as a frame around its hexadecimal code point ({@code 한} as D55C).
 * Joiners, variation selectors and combining marks have no width; a control character is drawn as a space. Thread-safe.
 */
public final class LabelFont {

    private static final String FILE = "label-font.ttf";
    private static final double FRAME_ADVANCE = 1.1;
    private static final Rectangle2D FRAME = new Rectangle2D.Double(0.06, -0.84, 0.98, 0.92);
    private static final Rectangle2D FRAME_HOLE = new Rectangle2D.Double(0.12, -0.78, 0.86, 0.80);
    private static final double CODE_SIZE = 0.48;

    private final GlyphFile glyphs;

    private LabelFont(GlyphFile glyphs) {
        this.glyphs = glyphs;
    }

    /** The shared instance, loaded on first use. */
    public static LabelFont get() {
        return Holder.FONT;
    }

    public boolean canDisplay(int codePoint) {
        return glyphs.glyph(codePoint) != 0;
    }

    /** The text's width in pixels at this size (pixels per em). */
    public double width(String text, double size) {
        return text.codePoints().mapToDouble(this::advance).sum() * size;
    }

    /** The text's outline at this size, to be filled; the baseline begins at (0, 0), y downwards. */
    public Path2D outline(String text, double size) {
        Path2D line = new Path2D.Double(Path2D.WIND_NON_ZERO);
        double pen = 0;
        for (int codePoint : text.codePoints().toArray()) {
            if (advance(codePoint) > 0) {
                line.append(moved(character(codePoint), pen), false);
                pen += advance(codePoint);
            }
        }
        line.transform(AffineTransform.getScaleInstance(size, size));
        return line;
    }

    /** The text, truncated with an ellipsis if it is too wide. */
    String fitted(String text, double size, double maxWidth) {
        if (width(text, size) <= maxWidth) {
            return text;
        }
        double room = maxWidth / size - advance('…');
        int end = 0;
        while ((room -= advance(text.codePointAt(end))) >= 0) {
            end = text.offsetByCodePoints(end, 1);
        }
        return text.substring(0, end) + "…";
    }

    private double advance(int codePoint) {
        if (canDisplay(codePoint)) {
            return (double) glyphs.advance(glyphs.glyph(codePoint)) / glyphs.unitsPerEm();
        }
        return switch (Character.getType(codePoint)) {
            case Character.FORMAT, Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> 0;
            case Character.CONTROL, Character.SPACE_SEPARATOR -> advance(' ');
            default -> FRAME_ADVANCE;
        };
    }

    /** One character's outline at size 1. */
    private Path2D character(int codePoint) {
        if (canDisplay(codePoint)) {
            Path2D outline = glyphs.outline(glyphs.glyph(codePoint));
            double scale = 1.0 / glyphs.unitsPerEm();
            outline.transform(AffineTransform.getScaleInstance(scale, -scale));
            return outline;
        }
        return advance(codePoint) == FRAME_ADVANCE ? frame(codePoint) : new Path2D.Double();
    }

    private Path2D frame(int codePoint) {
        Path2D frame = new Path2D.Double(Path2D.WIND_NON_ZERO);
        frame.append(FRAME, false);
        frame.append(reversed(FRAME_HOLE), false);
        String code = "%04X".formatted(codePoint);
        int half = (code.length() + 1) / 2;
        frame.append(centred(code.substring(0, half), -0.40), false);
        frame.append(centred(code.substring(half), -0.01), false);
        return frame;
    }

    private Path2D centred(String digits, double baseline) {
        double size = Math.min(CODE_SIZE, 0.8 / width(digits, 1));
        Path2D row = outline(digits, size);
        row.transform(AffineTransform.getTranslateInstance(FRAME.getCenterX() - width(digits, size) / 2, baseline));
        return row;
    }

    /** A rectangle with the opposite winding order is a hole. */
    private static Path2D reversed(Rectangle2D r) {
        Path2D path = new Path2D.Double();
        path.moveTo(r.getMinX(), r.getMinY());
        path.lineTo(r.getMinX(), r.getMaxY());
        path.lineTo(r.getMaxX(), r.getMaxY());
        path.lineTo(r.getMaxX(), r.getMinY());
        path.closePath();
        return path;
    }

    private static Path2D moved(Path2D path, double dx) {
        path.transform(AffineTransform.getTranslateInstance(dx, 0));
        return path;
    }

    private static final class Holder {

        static final LabelFont FONT = load();

        private static LabelFont load() {
            try (InputStream in = LabelFont.class.getResourceAsStream(FILE)) {
                return new LabelFont(new GlyphFile(in.readAllBytes()));
            } catch (IOException e) {
                throw new UncheckedIOException("the embedded font " + FILE + " cannot be read", e);
            }
        }
    }
}
