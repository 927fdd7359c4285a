package io.github.qwenvl4j.train.things;

import io.github.qwenvl4j.grounding.Box;
import io.github.qwenvl4j.train.scenes.ColourName;
import io.github.qwenvl4j.train.scenes.ShapeName;
import java.util.List;

/**
 * Something to talk about: a thing, or a coloured shape.
 *
 * @param thing null for a shape
 * @param colour null for a thing, and so is the shape
 * @param bounds left, top, right, bottom in [0, 1], inside the picture
 */
record Item(Thing thing, ColourName colour, ShapeName shape, double[] bounds) {

    /** Equal for items that have one name. */
    int key() {
        return thing != null ? thing.index() : -1 - colour.ordinal() - shape.ordinal() * ColourName.values().length;
    }

    boolean isShape() {
        return thing == null;
    }

    Noun noun() {
        return thing != null ? thing.noun() : Noun.of(colour, shape);
    }

    List<Noun> names() {
        return thing != null ? thing.names() : List.of(Noun.of(colour, shape));
    }

    double x() {
        return (bounds[0] + bounds[2]) / 2;
    }

    double y() {
        return (bounds[1] + bounds[3]) / 2;
    }

    Box mark() {
        return new Box(thousandth(bounds[0]), thousandth(bounds[1]), thousandth(bounds[2]), thousandth(bounds[3]));
    }

    String box() {
        return mark().write();
    }

    private static int thousandth(double value) {
        return (int) Math.max(0, Math.min(999, Math.floor(value * 1000)));
    }
}
