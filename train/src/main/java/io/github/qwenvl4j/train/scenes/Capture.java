package io.github.qwenvl4j.train.scenes;

/**
 * Effects of a camera and a file format on the picture.
 *
 * @param shrink factor by which the picture is shrunk and enlarged again; 1: not at all
 * @param blur radius of a box blur in pixels; 0: none
 * @param jpegQuality quality of JPEG compression in [0, 1]; 0: none
 */
record Capture(double shrink, int blur, double jpegQuality) {

    static final Capture CLEAN = new Capture(1, 0, 0);
}
