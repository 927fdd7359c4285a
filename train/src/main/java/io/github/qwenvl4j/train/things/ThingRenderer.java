package io.github.qwenvl4j.train.things;

import io.github.qwenvl4j.train.scenes.Background;
import io.github.qwenvl4j.train.scenes.BackgroundPainter;
import java.awt.AlphaComposite;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.util.List;

/** Draws pictures with Java2D, first at twice their size. */
final class ThingRenderer {

    private static final int OVER = 2;

    private final List<DrawnSprite> sprites;

    ThingRenderer(List<DrawnSprite> sprites) {
        this.sprites = sprites;
    }

    /** {@code TYPE_INT_RGB}, of the picture's size. */
    BufferedImage render(ThingPicture picture) {
        int width = picture.width() * OVER;
        int height = picture.height() * OVER;
        BufferedImage large = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        paint(picture.background(), large);
        Graphics2D graphics = large.createGraphics();
        smooth(graphics);
        for (Layer layer : picture.layers()) {
            float[] place = layer.place();
            AffineTransform transform = new AffineTransform(
                    place[0] * width,
                    place[3] * height,
                    place[1] * width,
                    place[4] * height,
                    place[2] * width,
                    place[5] * height);
            transform.scale(1.0 / DrawnSprite.SIDE, 1.0 / DrawnSprite.SIDE);
            transform.translate(-DrawnSprite.SIDE / 2.0, -DrawnSprite.SIDE / 2.0);
            graphics.drawImage(image(layer), transform, null);
        }
        graphics.dispose();
        return half(large, picture.width(), picture.height());
    }

    private static void paint(ThingPicture.Backdrop backdrop, BufferedImage image) {
        Background.Kind kind = Background.Kind.values()[backdrop.kind()];
        double scale = 0.15 + 0.2 * ((backdrop.seed() >>> 8 & 1023) / 1024.0);
        double degrees = backdrop.seed() >>> 20 & 255;
        BackgroundPainter.paint(
                new Background(kind, List.of(backdrop.first(), backdrop.second()), scale, degrees, 0, backdrop.seed()),
                image);
    }

    private BufferedImage image(Layer layer) {
        BufferedImage drawn = sprites.get(layer.sprite().id()).image();
        if (layer.tint() < 0) {
            return drawn;
        }
        BufferedImage tinted = new BufferedImage(drawn.getWidth(), drawn.getHeight(), BufferedImage.TYPE_INT_ARGB);
        Graphics2D graphics = tinted.createGraphics();
        graphics.drawImage(drawn, 0, 0, null);
        graphics.setComposite(AlphaComposite.SrcIn);
        graphics.setColor(new Color(layer.tint()));
        graphics.fillRect(0, 0, drawn.getWidth(), drawn.getHeight());
        graphics.dispose();
        return tinted;
    }

    private static BufferedImage half(BufferedImage large, int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        smooth(graphics);
        graphics.drawImage(large, 0, 0, width, height, null);
        graphics.dispose();
        return image;
    }

    private static void smooth(Graphics2D graphics) {
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    }
}
