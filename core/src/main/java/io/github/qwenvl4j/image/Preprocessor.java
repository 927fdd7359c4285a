package io.github.qwenvl4j.image;

import io.github.qwenvl4j.QwenVlException;

/**
 * Prepares pictures for the vision tower: resizes every picture to a square, whatever its aspect ratio, and normalises
 * it. Pure functions, thread-safe.
 */
public final class Preprocessor {

    private static final double[] MEAN = {0.48145466, 0.4578275, 0.40821073};
    private static final double[] STD = {0.26862954, 0.26130258, 0.27577711};
    private static final float[][] NORMALIZED = normalizedLevels();

    private Preprocessor() {}

    /**
     * The picture as {@code size} x {@code size} pixels, resized as Pillow does it; the aspect ratio is not kept.
     *
     * @return size * size * 3 bytes: row by row, red, green, blue
     * @throws QwenVlException when {@code size} is not positive
     */
    public static byte[] resize(RgbImage image, int size) {
        return Bicubic.PILLOW.resize(image, size, size);
    }

    /**
     * (value / 255 - mean) / std for each channel, in float32.
     *
     * @param rgb size * size * 3 bytes, as {@link #resize} returns them
     * @return 3 * size * size values: channel by channel, then row by row
     * @throws QwenVlException when {@code rgb} has another length
     */
    public static float[] normalize(byte[] rgb, int size) {
        int area = size * size;
        if (rgb.length != 3 * area) {
            throw new QwenVlException(
                    "%d bytes cannot be an RGB picture of %d x %d pixels".formatted(rgb.length, size, size));
        }
        float[] values = new float[3 * area];
        for (int channel = 0; channel < 3; channel++) {
            float[] levels = NORMALIZED[channel];
            int to = channel * area;
            for (int from = channel; from < rgb.length; from += 3) {
                values[to++] = levels[rgb[from] & 0xff];
            }
        }
        return values;
    }

    private static float[][] normalizedLevels() {
        float[][] levels = new float[3][256];
        for (int channel = 0; channel < 3; channel++) {
            for (int value = 0; value < 256; value++) {
                levels[channel][value] = (value / 255f - (float) MEAN[channel]) / (float) STD[channel];
            }
        }
        return levels;
    }
}
