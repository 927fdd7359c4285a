package io.github.qwenvl4j.grounding;

import io.github.qwenvl4j.QwenVlException;

/**
 * Converts between pixels and thousandths along one side of a picture, in integer arithmetic to avoid rounding errors.
 */
final class Scale {

    private Scale() {}

    /** {@code floor(1000 * pixel / size)}, kept inside 0..999. */
    static int toThousandths(int pixel, int size) {
        return clamp(Math.floorDiv((long) pixel * Mark.SCALE, checked(size)), Mark.SCALE - 1);
    }

    /** {@code floor(coordinate / 1000 * size)}: 0..size. */
    static int toPixel(int coordinate, int size) {
        return (int) ((long) coordinate * checked(size) / Mark.SCALE);
    }

    static int clamp(long value, int max) {
        return (int) Math.max(0, Math.min(max, value));
    }

    private static int checked(int size) {
        if (size <= 0) {
            throw new QwenVlException("picture size must be positive, not " + size);
        }
        return size;
    }
}
