package io.github.qwenvl4j.grounding;

import io.github.qwenvl4j.QwenVlException;

/**
 * A rectangle in thousandths of the picture, top-left and bottom-right corner: {@code 0 <= x1 <= x2 <= 1000}, the same for
 * y. A box without area ({@code x1 == x2}) is a box.
 */
public record Box(int x1, int y1, int x2, int y2) implements Mark {

    public Box {
        if (x1 < 0 || x1 > x2 || x2 > SCALE || y1 < 0 || y1 > y2 || y2 > SCALE) {
            throw new QwenVlException(
                    "box (%d,%d),(%d,%d) is not ordered inside 0..%d".formatted(x1, y1, x2, y2, SCALE));
        }
    }

    /** The box between any two opposite corners, each first moved to the nearest point inside 0..1000. */
    public static Box between(int xa, int ya, int xb, int yb) {
        return between(Point.clamped(xa, ya), Point.clamped(xb, yb));
    }

    static Box between(Point a, Point b) {
        return new Box(Math.min(a.x(), b.x()), Math.min(a.y(), b.y()), Math.max(a.x(), b.x()), Math.max(a.y(), b.y()));
    }

    /** In pixels of a picture of this size, each coordinate {@code floor(coordinate / 1000 * size)}. */
    public PixelBox toPixels(int width, int height) {
        return new PixelBox(
                Scale.toPixel(x1, width),
                Scale.toPixel(y1, height),
                Scale.toPixel(x2, width),
                Scale.toPixel(y2, height));
    }

    @Override
    public String write() {
        return "<box>(" + x1 + "," + y1 + "),(" + x2 + "," + y2 + ")</box>";
    }
}
