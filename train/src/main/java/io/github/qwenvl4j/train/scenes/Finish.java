package io.github.qwenvl4j.train.scenes;

/**
 * How an object is painted.
 *
 * @param rgb the fill
 * @param endRgb the fill at the far side of a gradient; equal to {@code rgb} for a flat fill
 * @param gradientDegrees direction of the gradient
 * @param edgeRgb colour of the line around it
 * @param edgeWidth width of that line in pixels, 0 for none; half of it lies outside the outline
 * @param shadow offset of a soft shadow in pixels, 0 for none
 * @param smooth whether edges are antialiased
 */
record Finish(
        int rgb, int endRgb, double gradientDegrees, int edgeRgb, double edgeWidth, double shadow, boolean smooth) {}
