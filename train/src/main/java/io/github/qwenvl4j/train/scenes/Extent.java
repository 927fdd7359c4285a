package io.github.qwenvl4j.train.scenes;

import java.awt.Shape;
import java.awt.geom.FlatteningPathIterator;
import java.awt.geom.PathIterator;

/** A box in pixels, with real-valued edges: {@code left < right}, {@code top < bottom}. */
public record Extent(double left, double top, double right, double bottom) {

    /** The bounding box of a curve itself, without its control points. */
    static Extent of(Shape shape) {
        double[] point = new double[6];
        double left = Double.POSITIVE_INFINITY;
        double top = left;
        double right = Double.NEGATIVE_INFINITY;
        double bottom = right;
        PathIterator path = new FlatteningPathIterator(shape.getPathIterator(null), 0.05);
        for (; !path.isDone(); path.next()) {
            if (path.currentSegment(point) != PathIterator.SEG_CLOSE) {
                left = Math.min(left, point[0]);
                right = Math.max(right, point[0]);
                top = Math.min(top, point[1]);
                bottom = Math.max(bottom, point[1]);
            }
        }
        return new Extent(left, top, right, bottom);
    }

    double width() {
        return right - left;
    }

    double height() {
        return bottom - top;
    }

    double centreX() {
        return (left + right) / 2;
    }

    double centreY() {
        return (top + bottom) / 2;
    }

    Extent grown(double margin) {
        return new Extent(left - margin, top - margin, right + margin, bottom + margin);
    }

    boolean meets(Extent other) {
        return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
    }

    boolean inside(double width, double height) {
        return left >= 0 && top >= 0 && right <= width && bottom <= height;
    }

    public double iou(Extent other) {
        double across = Math.max(0, Math.min(right, other.right) - Math.max(left, other.left));
        double down = Math.max(0, Math.min(bottom, other.bottom) - Math.max(top, other.top));
        double both = across * down;
        return both / (width() * height() + other.width() * other.height() - both);
    }
}
