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
        return sized(1, 1, height, width, factor, minPixels, maxPixels);
    }

    /** The size of a video's frames, whose pixels count together; frames that are smaller than a square are enlarged first. */
    static PictureSize ofFrames(int frames, int height, int width, int factor, long minPixels, long maxPixels) {
        int high = height;
        int wide = width;
        if (height < factor || width < factor) {
            double scale = Math.max((double) factor / height, (double) factor / width);
            high = (int) (height * scale);
            wide = (int) (width * scale);
        }
        double even = Math.rint(Math.max(frames, 2) / 2.0) * 2;
        return sized(frames, even, high, wide, factor, minPixels, maxPixels);
    }

    /** @param compared how many frames count when pixels are compared with the limits */
    private static PictureSize sized(
            double frames, double compared, int height, int width, int factor, long minPixels, long maxPixels) {
        requireShape(height, width);
        double h = Math.rint((double) height / factor) * factor;
        double w = Math.rint((double) width / factor) * factor;
        if (compared * h * w > maxPixels) {
            double shrink = Math.sqrt(frames * height * width / maxPixels);
            h = Math.max(factor, Math.floor(height / shrink / factor) * factor);
            w = Math.max(factor, Math.floor(width / shrink / factor) * factor);
        } else if (compared * h * w < minPixels) {
            double stretch = Math.sqrt(minPixels / (frames * height * width));
            h = Math.ceil(height * stretch / factor) * factor;
            w = Math.ceil(width * stretch / factor) * factor;
        }
        return new PictureSize((int) h, (int) w);
    }

    private static void requireShape(int height, int width) {
        double ratio = (double) Math.max(height, width) / Math.min(height, width);
        if (ratio > MOST_STRETCHED) {
            throw new QwenVlException(
                    QwenVlException.Kind.IMAGE,
                    "the picture is %d x %d pixels: one side is more than 200 times the other"
                            .formatted(width, height));
        }
    }

    /** Rows that a picture of this size takes in a prompt. */
    int rows(TowerConfig config) {
        return height / config.rowPixels() * (width / config.rowPixels());
    }
}
