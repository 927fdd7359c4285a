package io.github.qwenvl4j.train.scenes;

import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;

/**
 * The geometry of one object: a variant of a shape, stretched to {@code width x height} pixels and rotated about its
 * centre.
 *
 * @param variant variant of the shape, see {@link Outlines}
 * @param detail parameter of the variant: roundness of corners, position of a triangle's tip, inner radius of a star
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
