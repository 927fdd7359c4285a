package io.github.qwenvl4j.family.qwen3vl;

import io.github.qwenvl4j.QwenVlException;

/**
 * What size a picture is brought to: multiples of one row's square that keep the aspect ratio nearly, within limits on the
 * number of pixels ({@code smart_resize} of the reference's image processor).
 */
record PictureSize(int height, int width) {

    private static final double MOST_STRETCHED = 200;

    /**
     * @param factor pixels along the side of one row's square
     * @throws QwenVlException when a side is more than 200 times the other
     */
    static PictureSize of(int height, int width, int factor, long minPixels, long maxPixels) {
        double ratio = (double) Math.max(height, width) / Math.min(height, width);
        if (ratio > MOST_STRETCHED) {
            throw new QwenVlException(
                    QwenVlException.Kind.IMAGE,
                    "the picture is %d x %d pixels: one side is more than 200 times the other"
                            .formatted(width, height));
        }
        double h = Math.rint((double) height / factor) * factor;
        double w = Math.rint((double) width / factor) * factor;
        if (h * w > maxPixels) {
            double shrink = Math.sqrt((double) height * width / maxPixels);
            h = Math.max(factor, Math.floor(height / shrink / factor) * factor);
            w = Math.max(factor, Math.floor(width / shrink / factor) * factor);
        } else if (h * w < minPixels) {
            double stretch = Math.sqrt(minPixels / ((double) height * width));
            h = Math.ceil(height * stretch / factor) * factor;
            w = Math.ceil(width * stretch / factor) * factor;
        }
        return new PictureSize((int) h, (int) w);
    }

    /** Rows that a picture of this size takes in a prompt. */
    int rows(TowerConfig config) {
        return height / config.rowPixels() * (width / config.rowPixels());
    }
}
