package io.github.qwenvl4j.train.scenes;

import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.RoundRectangle2D;

/** Unit drawings of the shapes: each fills the square from (-0.5, -0.5) to (0.5, 0.5), y downwards. */
public final class Outlines {

    private Outlines() {}

    /** @param stretch width / height of the target area, so that round corners stay round */
    public static Path2D of(ShapeName shape, int variant, double detail, double stretch) {
        return switch (shape) {
            case CIRCLE -> new Path2D.Double(new Ellipse2D.Double(-0.5, -0.5, 1, 1));
            case SQUARE, RECTANGLE -> rectangle(detail, stretch);
            case TRIANGLE -> polygon(-0.5, 0.5, detail - 0.5, -0.5, 0.5, 0.5);
            case STAR -> star(variant, detail);
            case HEART -> fitted(heart(variant));
        };
    }

    private static Path2D rectangle(double roundness, double stretch) {
        double arcWidth = roundness * Math.min(1, 1 / stretch);
        double arcHeight = roundness * Math.min(1, stretch);
        return new Path2D.Double(new RoundRectangle2D.Double(-0.5, -0.5, 1, 1, arcWidth, arcHeight));
    }

    private static Path2D polygon(double... xy) {
        Path2D path = new Path2D.Double();
        path.moveTo(xy[0], xy[1]);
        for (int i = 2; i < xy.length; i += 2) {
            path.lineTo(xy[i], xy[i + 1]);
        }
        path.closePath();
        return path;
    }

    private static Path2D star(int points, double innerRadius) {
        double[] xy = new double[points * 4];
        for (int i = 0; i < points * 2; i++) {
            double radius = i % 2 == 0 ? 1 : innerRadius;
            double angle = Math.PI * i / points;
            xy[2 * i] = radius * Math.sin(angle);
            xy[2 * i + 1] = -radius * Math.cos(angle);
        }
        return fitted(polygon(xy));
    }

    private static Path2D heart(int variant) {
        return switch (variant) {
            case 0 -> curvedHeart(0.05, 0.95);
            case 1 -> curvedHeart(0.2, 0.8);
            case 2 -> lobedHeart();
            default -> sineHeart();
        };
    }

    private static Path2D curvedHeart(double shoulder, double dip) {
        Path2D path = new Path2D.Double();
        path.moveTo(0, 1);
        path.curveTo(-dip, 0.35, -1, -0.1, -0.95, -0.45);
        path.curveTo(-0.9, -1.05 + shoulder, -0.15, -1.1 + shoulder, 0, -0.5);
        path.curveTo(0.15, -1.1 + shoulder, 0.9, -1.05 + shoulder, 0.95, -0.45);
        path.curveTo(1, -0.1, dip, 0.35, 0, 1);
        path.closePath();
        return path;
    }

    /** A square on its corner with a disc on each of its upper sides. */
    private static Path2D lobedHeart() {
        double corner = Math.sqrt(2);
        Area area = new Area(polygon(0, corner, -corner, 0, 0, -corner, corner, 0));
        for (double side : new double[] {-1, 1}) {
            area.add(new Area(new Ellipse2D.Double(side * corner / 2 - 1, -corner / 2 - 1, 2, 2)));
        }
        return new Path2D.Double(area);
    }

    /** The curve x = 16 sin^3 t, y = 13 cos t - 5 cos 2t - 2 cos 3t - cos 4t. */
    private static Path2D sineHeart() {
        int steps = 60;
        double[] xy = new double[steps * 2];
        for (int i = 0; i < steps; i++) {
            double t = 2 * Math.PI * i / steps;
            xy[2 * i] = 16 * Math.pow(Math.sin(t), 3);
            xy[2 * i + 1] = -(13 * Math.cos(t) - 5 * Math.cos(2 * t) - 2 * Math.cos(3 * t) - Math.cos(4 * t));
        }
        return polygon(xy);
    }

    private static Path2D fitted(Shape shape) {
        Extent box = Extent.of(shape);
        Path2D path = new Path2D.Double(shape);
        path.transform(new AffineTransform(
                1 / box.width(), 0, 0, 1 / box.height(), -box.centreX() / box.width(), -box.centreY() / box.height()));
        return path;
    }
}
