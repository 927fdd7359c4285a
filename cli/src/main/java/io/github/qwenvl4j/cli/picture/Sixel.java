package io.github.qwenvl4j.cli.picture;

import java.awt.image.BufferedImage;

/**
 * Sixel graphics: bands of six rows, each colour of a band written as one line of characters. The palette is a 6 x 6 x
 * 6 cube; the error of each pixel is added to the pixel on its right.
 */
final class Sixel {

    private static final int LEVELS = 6;
    private static final int COLOURS = LEVELS * LEVELS * LEVELS;
    private static final int BAND = 6;
    private static final int CHANNELS = 3;

    private Sixel() {}

    static String encode(BufferedImage picture) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        StringBuilder out = new StringBuilder("\033P0;1;0q\"1;1;" + width + ";" + height);
        for (int colour = 0; colour < COLOURS; colour++) {
            out.append('#').append(colour).append(";2");
            for (int channel = 0; channel < CHANNELS; channel++) {
                out.append(';').append(level(colour, channel) * 100 / (LEVELS - 1));
            }
        }
        int[][] pixels = new int[height][];
        for (int y = 0; y < height; y++) {
            pixels[y] = row(picture, y);
        }
        for (int top = 0; top < height; top += BAND) {
            band(pixels, top, width, out);
        }
        return out.append("\033\\\n").toString();
    }

    /** The colours of one row of pixels. */
    private static int[] row(BufferedImage picture, int y) {
        int[] colours = new int[picture.getWidth()];
        int[] error = new int[CHANNELS];
        for (int x = 0; x < colours.length; x++) {
            int rgb = picture.getRGB(x, y);
            int colour = 0;
            for (int channel = 0; channel < CHANNELS; channel++) {
                int wanted = (rgb >> 8 * (CHANNELS - 1 - channel) & 0xff) + error[channel];
                int level = Math.max(0, Math.min(LEVELS - 1, Math.round(wanted * (LEVELS - 1) / 255f)));
                error[channel] = wanted - level * 255 / (LEVELS - 1);
                colour = colour * LEVELS + level;
            }
            colours[x] = colour;
        }
        return colours;
    }

    private static int level(int colour, int channel) {
        return channel == 0 ? colour / (LEVELS * LEVELS) : channel == 1 ? colour / LEVELS % LEVELS : colour % LEVELS;
    }

    private static void band(int[][] pixels, int top, int width, StringBuilder out) {
        int[][] masks = new int[COLOURS][];
        for (int y = top; y < Math.min(pixels.length, top + BAND); y++) {
            for (int x = 0; x < width; x++) {
                int colour = pixels[y][x];
                masks[colour] = masks[colour] == null ? new int[width] : masks[colour];
                masks[colour][x] |= 1 << (y - top);
            }
        }
        for (int colour = 0; colour < COLOURS; colour++) {
            if (masks[colour] != null) {
                out.append('#').append(colour);
                line(masks[colour], out);
                out.append('$');
            }
        }
        out.append('-');
    }

    /** One colour of a band, run-length encoded. */
    private static void line(int[] masks, StringBuilder out) {
        for (int x = 0; x < masks.length; ) {
            int end = x;
            while (end < masks.length && masks[end] == masks[x]) {
                end++;
            }
            char letter = (char) ('?' + masks[x]);
            if (end - x > CHANNELS) {
                out.append('!').append(end - x).append(letter);
            } else {
                out.append(String.valueOf(letter).repeat(end - x));
            }
            x = end;
        }
    }
}
