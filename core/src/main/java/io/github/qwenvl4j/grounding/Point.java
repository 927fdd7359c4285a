package io.github.qwenvl4j.grounding;

import io.github.qwenvl4j.QwenVlException;

/** A point in thousandths of the picture's width and height, each 0..1000. */
public record Point(int x, int y) {

    public Point {
        if (x < 0 || x > Mark.SCALE || y < 0 || y > Mark.SCALE) {
            throw new QwenVlException("point (%d,%d) lies outside 0..%d".formatted(x, y, Mark.SCALE));
        }
    }

    /** The point clamped to 0..1000. */
    static Point clamped(int x, int y) {
        return new Point(Scale.clamp(x, Mark.SCALE), Scale.clamp(y, Mark.SCALE));
    }

    String write() {
        return "(" + x + "," + y + ")";
    }
}
