package io.github.qwenvl4j.train.things;

import io.github.qwenvl4j.train.scenes.Alphabet;
import io.github.qwenvl4j.train.scenes.Outlines;
import io.github.qwenvl4j.train.scenes.ShapeName;
import io.github.qwenvl4j.train.scenes.SignFonts;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.font.GlyphVector;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Draws all sprites: icons, shapes, plates and characters. */
final class SpriteMaker {

    private static final int DRAWN = 192; // pixels, before cropping

    private final List<DrawnSprite> sprites = new ArrayList<>();

    private SpriteMaker() {}

    /**
     * @param icons folder that contains the packages of the {@linkplain IconStyle icon sets}
     * @param progress receives the name of each set that has been drawn
     */
    static List<DrawnSprite> make(Path icons, Consumer<String> progress) {
        SpriteMaker maker = new SpriteMaker();
        for (IconStyle style : IconStyle.values()) {
            maker.icons(style, IconSet.read(icons.resolve(style.folder())));
            progress.accept(style.folder());
        }
        maker.shapes();
        maker.characters();
        return List.copyOf(maker.sprites);
    }

    private void icons(IconStyle style, IconSet set) {
        for (Thing thing : Things.ALL) {
            set.draw(thing.icons(), DRAWN)
                    .ifPresent(image -> add(Sprite.Kind.ICON, thing.index(), style.ordinal(), image, new float[0]));
        }
    }

    private void shapes() {
        add(Sprite.Kind.SHAPE, ShapeName.CIRCLE, 0, Outlines.of(ShapeName.CIRCLE, 0, 0, 1));
        for (int i = 0; i < 3; i++) {
            add(Sprite.Kind.SHAPE, ShapeName.SQUARE, i, Outlines.of(ShapeName.SQUARE, 0, 0.15 * i, 1));
            add(Sprite.Kind.SHAPE, ShapeName.RECTANGLE, i, Outlines.of(ShapeName.RECTANGLE, 0, 0.12 * i, 1));
            add(Sprite.Kind.SHAPE, ShapeName.TRIANGLE, i, Outlines.of(ShapeName.TRIANGLE, 0, 0.5 * i, 1));
            add(Sprite.Kind.SHAPE, ShapeName.STAR, i, Outlines.of(ShapeName.STAR, 4 + i, 0.38 + 0.06 * i, 1));
            add(Sprite.Kind.SHAPE, ShapeName.HEART, i, Outlines.of(ShapeName.HEART, i, 0, 1));
        }
        for (int i = 0; i < 3; i++) {
            add(
                    Sprite.Kind.PLATE,
                    0,
                    i,
                    mask(new RoundRectangle2D.Double(-.5, -.5, 1, 1, .1 * i, .3 * i)),
                    new float[0]);
        }
    }

    private void add(Sprite.Kind kind, ShapeName shape, int variant, Shape outline) {
        add(kind, shape.ordinal(), variant, mask(outline), new float[0]);
    }

    private void characters() {
        for (String character : Alphabet.characters()) {
            List<String> fonts = SignFonts.namesFor(character);
            for (int font = 0; font < fonts.size(); font++) {
                character(character, font, SignFonts.of(fonts.get(font)));
            }
        }
    }

    private void character(String character, int index, Font font) {
        GlyphVector glyph = font.createGlyphVector(new FontRenderContext(null, true, true), character);
        Rectangle2D box = glyph.getVisualBounds();
        float em = font.getSize2D();
        float[] metrics = {
            (float) box.getMinX() / em,
            (float) box.getMinY() / em,
            (float) box.getMaxX() / em,
            (float) box.getMaxY() / em,
            glyph.getGlyphMetrics(0).getAdvanceX() / em
        };
        AffineTransform unit = AffineTransform.getScaleInstance(1 / box.getWidth(), 1 / box.getHeight());
        unit.translate(-box.getCenterX(), -box.getCenterY());
        add(
                Sprite.Kind.CHARACTER,
                character.codePointAt(0),
                index,
                mask(unit.createTransformedShape(glyph.getOutline())),
                metrics);
    }

    /** A white drawing of an outline in [-0.5, 0.5]². */
    private static BufferedImage mask(Shape outline) {
        BufferedImage image = new BufferedImage(DRAWN, DRAWN, BufferedImage.TYPE_INT_ARGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setColor(Color.WHITE);
        graphics.translate(DRAWN / 2.0, DRAWN / 2.0);
        graphics.scale(DRAWN, DRAWN);
        graphics.fill(outline);
        graphics.dispose();
        return image;
    }

    private void add(Sprite.Kind kind, int subject, int group, BufferedImage drawn, float[] metrics) {
        sprites.add(DrawnSprite.of(sprites.size(), kind, subject, group, drawn, metrics));
    }
}
