package io.github.qwenvl4j.train.scenes;

/**
 * The painting of an object.
 *
 * @param rgb the fill
 * @param endRgb the fill at the end of a gradient; equal to {@code rgb} for a flat fill
 * @param gradientDegrees direction of the gradient
 * @param edgeRgb colour of the outline
 * @param edgeWidth width of the outline in pixels, 0: none; half of it is outside the shape
 * @param shadow offset of a soft shadow in pixels; 0: none
 * @param smooth whether edges are antialiased
 */
record Finish(
        int rgb, int endRgb, double gradientDegrees, int edgeRgb, double edgeWidth, double shadow, boolean smooth) {}
