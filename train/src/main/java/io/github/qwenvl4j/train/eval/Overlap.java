package io.github.qwenvl4j.train.eval;

import io.github.qwenvl4j.grounding.Box;
import io.github.qwenvl4j.grounding.Mark;
import io.github.qwenvl4j.grounding.Point;
import io.github.qwenvl4j.grounding.Quad;
import java.util.List;

/** Intersection over union, in thousandths as in the answers: it does not depend on the scale of the sides. */
final class Overlap {

    private static final double ENOUGH = 0.5;

    private Overlap() {}

    static boolean enough(Mark a, Mark b) {
        return of(bounds(a), bounds(b)) >= ENOUGH;
    }

    static double of(Box a, Box b) {
        double width = Math.min(a.x2(), b.x2()) - Math.max(a.x1(), b.x1());
        double height = Math.min(a.y2(), b.y2()) - Math.max(a.y1(), b.y1());
        double both = Math.max(0, width) * Math.max(0, height);
        double either = area(a) + area(b) - both;
        return either == 0 ? 0 : both / either;
    }

    private static double area(Box box) {
        return (double) (box.x2() - box.x1()) * (box.y2() - box.y1());
    }

    /** A quad is replaced by its bounding box. */
    private static Box bounds(Mark mark) {
        if (mark instanceof Box box) {
            return box;
        }
        List<Point> points = ((Quad) mark).points();
        return new Box(
                points.stream().mapToInt(Point::x).min().orElseThrow(),
                points.stream().mapToInt(Point::y).min().orElseThrow(),
                points.stream().mapToInt(Point::x).max().orElseThrow(),
                points.stream().mapToInt(Point::y).max().orElseThrow());
    }
}
