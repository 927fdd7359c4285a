package io.github.qwenvl4j.train.things;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/** A sprite with its image, cropped to what is visible and stretched to {@link #SIDE} pixels. */
record DrawnSprite(Sprite sprite, BufferedImage image) {

    static final int SIDE = 96;

    private static final int VISIBLE = 40; // of 255
    private static final int DIRECTIONS = 24;

    /** @param drawn of any size, transparent where it is not visible */
    static DrawnSprite of(int id, Sprite.Kind kind, int subject, int group, BufferedImage drawn, float[] metrics) {
        int[] crop = crop(drawn);
        int width = crop[2] - crop[0];
        int height = crop[3] - crop[1];
        BufferedImage image = stretch(drawn.getSubimage(crop[0], crop[1], width, height));
        return new DrawnSprite(
                new Sprite(id, kind, subject, group, (double) width / height, hull(image), metrics), image);
    }

    private static int[] crop(BufferedImage image) {
        int[] box = {image.getWidth(), image.getHeight(), 0, 0};
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                if (image.getRGB(x, y) >>> 24 >= VISIBLE) {
                    box[0] = Math.min(box[0], x);
                    box[1] = Math.min(box[1], y);
                    box[2] = Math.max(box[2], x + 1);
                    box[3] = Math.max(box[3], y + 1);
                }
            }
        }
        return box;
    }

    private static BufferedImage stretch(BufferedImage image) {
        BufferedImage square = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_ARGB);
        Graphics2D graphics = square.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(image, 0, 0, SIDE, SIDE, null);
        graphics.dispose();
        return square;
    }

    /** The visible pixels that are furthest in 24 directions. */
    private static float[] hull(BufferedImage image) {
        List<int[]> ends = ends(image);
        float[] hull = new float[2 * DIRECTIONS];
        for (int i = 0; i < DIRECTIONS; i++) {
            double dx = Math.cos(2 * Math.PI * i / DIRECTIONS);
            double dy = Math.sin(2 * Math.PI * i / DIRECTIONS);
            double best = Double.NEGATIVE_INFINITY;
            for (int[] end : ends) {
                double u = (end[0] + 0.5) / SIDE - 0.5;
                double v = (end[1] + 0.5) / SIDE - 0.5;
                if (u * dx + v * dy > best) {
                    best = u * dx + v * dy;
                    hull[2 * i] = (float) (u + outwards(dx));
                    hull[2 * i + 1] = (float) (v + outwards(dy));
                }
            }
        }
        return hull;
    }

    /** From the centre of a pixel to its edge. */
    private static double outwards(double direction) {
        return Math.signum((double) Math.round(direction * 9)) * 0.5 / SIDE;
    }

    /** The first and the last visible pixel of every row. */
    private static List<int[]> ends(BufferedImage image) {
        List<int[]> ends = new ArrayList<>();
        for (int y = 0; y < SIDE; y++) {
            int[] last = null;
            for (int x = 0; x < SIDE; x++) {
                if (image.getRGB(x, y) >>> 24 >= VISIBLE) {
                    if (last == null) {
                        ends.add(new int[] {x, y});
                    }
                    last = new int[] {x, y};
                }
            }
            if (last != null) {
                ends.add(last);
            }
        }
        return ends;
    }
}
