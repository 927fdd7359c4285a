package io.github.qwenvl4j.grounding;

import io.github.qwenvl4j.QwenVlException;
import java.awt.Polygon;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Four corners in thousandths of the picture, in drawing order: a text region, possibly rotated. */
public record Quad(List<Point> points) implements Mark {

    static final int CORNERS = 4;

    public Quad {
        points = List.copyOf(points);
        if (points.size() != CORNERS) {
            throw new QwenVlException("a quad has 4 points, not " + points.size());
        }
    }

    /** From four pixel corners of a picture of this size; corners outside it are clamped to its edge. */
    public static Quad ofPixels(Polygon pixels, int width, int height) {
        return new Quad(IntStream.range(0, pixels.npoints)
                .mapToObj(i -> new Point(
                        Scale.toThousandths(pixels.xpoints[i], width), Scale.toThousandths(pixels.ypoints[i], height)))
                .toList());
    }

    /** In pixels of a picture of this size, each coordinate {@code floor(coordinate / 1000 * size)}. */
    public Polygon toPixels(int width, int height) {
        Polygon pixels = new Polygon();
        points.forEach(p -> pixels.addPoint(Scale.toPixel(p.x(), width), Scale.toPixel(p.y(), height)));
        return pixels;
    }

    @Override
    public String write() {
        return points.stream().map(Point::write).collect(Collectors.joining(",", "<quad>", "</quad>"));
    }
}
