package io.github.qwenvl4j.train.scenes;

/**
 * What a camera and a file format do to the picture.
 *
 * @param shrink the picture is drawn this many times smaller and enlarged again, 1 for not
 * @param blur radius of a box blur in pixels, 0 for none
 * @param jpegQuality of a pass through JPEG in [0, 1], 0 for none
 */
record Capture(double shrink, int blur, double jpegQuality) {

    static final Capture CLEAN = new Capture(1, 0, 0);
}
