package io.github.qwenvl4j.grounding;

import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * Draws regions on a picture like the published model's own tool: one colour per ref, white labels on dark plates,
 * sizes in proportion to the picture. In addition, colours follow the order of the refs, quads are drawn, and labels
 * stay inside the picture and do not overlap if there is room. Thread-safe.
 */
public final class BoxPainter {

    static final float PLATE_OPACITY = 0.8f;

    private BoxPainter() {}

    /** A new picture with the regions drawn on it: ARGB when the picture has transparency, else RGB. */
    public static BufferedImage paint(BufferedImage picture, List<Region> regions) {
        boolean alpha = picture.getColorModel().hasAlpha();
        BufferedImage painted = new BufferedImage(
                picture.getWidth(),
                picture.getHeight(),
                alpha ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = painted.createGraphics();
        try {
            graphics.drawImage(picture, 0, 0, null);
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            draw(Drawing.of(regions, picture.getWidth(), picture.getHeight()), graphics);
        } finally {
            graphics.dispose();
        }
        return painted;
    }

    private static void draw(Drawing drawing, Graphics2D graphics) {
        graphics.setStroke(new BasicStroke(drawing.lineWidth()));
        for (Drawing.Outline outline : drawing.outlines()) {
            graphics.setColor(outline.colour());
            graphics.draw(outline.shape());
        }
        for (Drawing.Plate plate : drawing.plates()) {
            graphics.setColor(Color.BLACK);
            graphics.setComposite(AlphaComposite.SrcOver.derive(PLATE_OPACITY));
            graphics.fill(plate.area());
            graphics.setComposite(AlphaComposite.SrcOver);
            graphics.setColor(Color.WHITE);
            graphics.fill(plate.text());
        }
    }
}
