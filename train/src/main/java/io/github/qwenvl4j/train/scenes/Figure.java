package io.github.qwenvl4j.train.scenes;

import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;

/**
 * The geometry of one object: a drawing of a shape, stretched to {@code width x height} pixels about its centre and then
 * turned.
 *
 * @param variant which drawing of the shape, see {@link Outlines}
 * @param detail the drawing's own parameter: roundness of corners, place of a triangle's tip, inner radius of a star
 */
record Figure(
        ShapeName shape,
        double centreX,
        double centreY,
        double width,
        double height,
        double degrees,
        int variant,
        double detail) {

    Path2D outline() {
        AffineTransform place = AffineTransform.getTranslateInstance(centreX, centreY);
        place.rotate(Math.toRadians(degrees));
        place.scale(width, height);
        Path2D path = Outlines.of(shape, variant, detail, width / height);
        path.transform(place);
        return path;
    }

    Figure at(double x, double y) {
        return new Figure(shape, x, y, width, height, degrees, variant, detail);
    }
}
