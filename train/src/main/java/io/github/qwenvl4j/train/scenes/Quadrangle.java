package io.github.qwenvl4j.train.scenes;

import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.util.List;

/** Four corners in pixels, clockwise from the top left of the text. */
public record Quadrangle(List<Corner> corners) {

    /** A point in pixels. */
    public record Corner(double x, double y) {}

    public Quadrangle {
        corners = List.copyOf(corners);
    }

    /** The rectangle, moved by {@code place}. */
    static Quadrangle of(Extent box, AffineTransform place) {
        return new Quadrangle(List.of(
                corner(box.left(), box.top(), place),
                corner(box.right(), box.top(), place),
                corner(box.right(), box.bottom(), place),
                corner(box.left(), box.bottom(), place)));
    }

    private static Corner corner(double x, double y, AffineTransform place) {
        Point2D point = place.transform(new Point2D.Double(x, y), null);
        return new Corner(point.getX(), point.getY());
    }

    Path2D outline() {
        Path2D path = new Path2D.Double();
        path.moveTo(corners.get(0).x(), corners.get(0).y());
        corners.stream().skip(1).forEach(corner -> path.lineTo(corner.x(), corner.y()));
        path.closePath();
        return path;
    }

    public Extent box() {
        return Extent.of(outline());
    }
}
