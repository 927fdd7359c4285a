package io.github.qwenvl4j.train.scenes;

import java.awt.AlphaComposite;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.List;

/**
 * Paints backgrounds. Soft structures are computed on a coarse grid and enlarged, which is fast and looks out of focus.
 */
public final class BackgroundPainter {

    private static final int GRID = 40;

    private final Background background;
    private final List<Integer> palette;
    private final Dice dice;
    private final int width;
    private final int height;

    private BackgroundPainter(Background background, int width, int height) {
        this.background = background;
        this.palette = background.palette();
        this.dice = new Dice(background.seed());
        this.width = width;
        this.height = height;
    }

    /** @param image {@code TYPE_INT_RGB}, overwritten */
    public static void paint(Background background, BufferedImage image) {
        new BackgroundPainter(background, image.getWidth(), image.getHeight()).paint(image);
        if (background.grain() > 0) {
            grain(background, image);
        }
    }

    private void paint(BufferedImage image) {
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(new Color(palette.get(0)));
        graphics.fillRect(0, 0, width, height);
        switch (background.kind()) {
            case PLAIN -> {}
            case GRADIENT -> gradient(graphics, palette.get(0), palette.get(1), background.degrees());
            case CLOUDS -> enlarge(clouds(), graphics);
            case BLOBS -> enlarge(blobs(), graphics);
            case STRIPES -> stripes(graphics);
            case LANDSCAPE -> landscape(graphics);
            case TILES -> tiles(graphics);
        }
        graphics.dispose();
    }

    private void gradient(Graphics2D graphics, int from, int to, double degrees) {
        double dx = Math.cos(Math.toRadians(degrees)) * width / 2;
        double dy = Math.sin(Math.toRadians(degrees)) * height / 2;
        float x = width / 2f;
        float y = height / 2f;
        graphics.setPaint(new GradientPaint(
                (float) (x - dx),
                (float) (y - dy),
                new Color(from),
                (float) (x + dx),
                (float) (y + dy),
                new Color(to)));
        graphics.fillRect(0, 0, width, height);
    }

    private void enlarge(BufferedImage small, Graphics2D graphics) {
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(small, 0, 0, width, height, 1, 1, GRID - 1, GRID - 1, null);
    }

    /** Value noise in three octaves, mapped onto the palette. */
    private BufferedImage clouds() {
        BufferedImage small = new BufferedImage(GRID, GRID, BufferedImage.TYPE_INT_RGB);
        ValueNoise noise = new ValueNoise(dice.next());
        double frequency = 1 / (GRID * Math.max(0.08, background.scale()));
        for (int y = 0; y < GRID; y++) {
            for (int x = 0; x < GRID; x++) {
                double value = noise.at(x * frequency, y * frequency) * (palette.size() - 1);
                int step = (int) Math.min(palette.size() - 2, value);
                small.setRGB(x, y, Rgb.mix(palette.get(step), palette.get(step + 1), value - step));
            }
        }
        return small;
    }

    private BufferedImage blobs() {
        BufferedImage small = new BufferedImage(GRID, GRID, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = small.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setColor(new Color(palette.get(0)));
        graphics.fillRect(0, 0, GRID, GRID);
        int count = dice.whole(5, 25);
        for (int i = 0; i < count; i++) {
            graphics.setColor(new Color(dice.pick(palette)));
            double size = GRID * dice.between(0.1, 0.6);
            graphics.setComposite(AlphaComposite.SrcOver.derive((float) dice.between(0.3, 0.9)));
            graphics.fill(new Ellipse2D.Double(
                    dice.between(-size / 2, GRID - size / 2), dice.between(-size / 2, GRID - size / 2), size, size));
        }
        graphics.dispose();
        return CaptureEffects.blurred(small, 2);
    }

    private void stripes(Graphics2D graphics) {
        graphics.rotate(Math.toRadians(background.degrees()), width / 2.0, height / 2.0);
        double reach = Math.hypot(width, height);
        double step = Math.max(3, background.scale() * 0.35 * Math.min(width, height));
        int index = 0;
        for (double x = width / 2.0 - reach / 2; x < width / 2.0 + reach / 2; x += step) {
            graphics.setColor(new Color(palette.get(index++ % palette.size())));
            graphics.fill(new Rectangle2D.Double(x, height / 2.0 - reach / 2, step + 1, reach));
        }
    }

    private void tiles(Graphics2D graphics) {
        int step = (int) Math.max(4, background.scale() * 0.5 * Math.min(width, height));
        for (int y = 0; y < height; y += step) {
            for (int x = 0; x < width; x += step) {
                graphics.setColor(new Color(palette.get((x / step + y / step) % palette.size())));
                graphics.fillRect(x, y, step, step);
            }
        }
    }

    /** A sky with one to three ranges of hills in front. */
    private void landscape(Graphics2D graphics) {
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        int sky = palette.get(0);
        gradient(graphics, sky, Rgb.mix(sky, 0xFFFFFF, 0.4), 90);
        for (int range = 1; range < palette.size(); range++) {
            double base = height * (0.35 + 0.55 * range / palette.size());
            ValueNoise ridge = new ValueNoise(dice.next());
            Path2D hills = new Path2D.Double();
            hills.moveTo(0, height);
            for (int i = 0; i <= 40; i++) {
                hills.lineTo(width * i / 40.0, base - height * 0.3 * (ridge.at(i * 0.12, 0.5) - 0.4));
            }
            hills.lineTo(width, height);
            hills.closePath();
            graphics.setColor(new Color(palette.get(range)));
            graphics.fill(hills);
        }
    }

    private static void grain(Background background, BufferedImage image) {
        int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        Dice dice = new Dice(background.seed() + 1);
        int strength = background.grain();
        for (int i = 0; i < pixels.length; i++) {
            long bits = dice.next();
            int noise = (int) ((bits & 0xFF) + (bits >> 8 & 0xFF) - 255) * strength / 255;
            int rgb = pixels[i];
            int red = Math.max(0, Math.min(255, (rgb >> 16 & 0xFF) + noise));
            int green = Math.max(0, Math.min(255, (rgb >> 8 & 0xFF) + noise));
            int blue = Math.max(0, Math.min(255, (rgb & 0xFF) + noise));
            pixels[i] = red << 16 | green << 8 | blue;
        }
    }
}
