package io.github.qwenvl4j.grounding;

/** A rectangle in pixels between two opposite corners, from the picture's top-left corner. */
public record PixelBox(int x1, int y1, int x2, int y2) {

    /**
     * In thousandths of a picture of this size, each coordinate {@code floor(1000 * pixel / size)}. Corners outside the
     * picture are clamped to its edge (0 or 999), and the corners are put in order.
     */
    public Box toBox(int width, int height) {
        return Box.between(
                Scale.toThousandths(x1, width),
                Scale.toThousandths(y1, height),
                Scale.toThousandths(x2, width),
                Scale.toThousandths(y2, height));
    }
}
