package io.github.qwenvl4j.train.scenes;

import java.awt.geom.Path2D;
import java.util.ArrayList;
import java.util.List;

/** Draws random objects of one scene. Each is at least three quarters visible and distinct from its background. */
final class ObjectMaker {

    private static final double LEAST_VISIBLE = 0.77;
    private static final int ATTEMPTS = 60;
    private static final int FIRST_ATTEMPTS = 2000;
    private static final double MIN_SIZE = 0.085;
    private static final double MAX_SIZE = 0.55;

    private final int width;
    private final int height;
    private final List<SceneSign> signs;
    private final Dice dice;
    private final Painter painter;
    private final boolean overlapping;
    private final boolean namesakes;
    private final List<SceneObject> objects = new ArrayList<>();

    ObjectMaker(int width, int height, Background background, List<SceneSign> signs, Dice dice) {
        this.width = width;
        this.height = height;
        this.signs = signs;
        this.dice = dice;
        this.painter = new Painter(background, Math.min(width, height), dice);
        this.overlapping = dice.chance(0.35);
        this.namesakes = dice.chance(0.15);
    }

    /** The requested number of objects, or fewer if there is no more room. */
    List<SceneObject> make(int count) {
        boolean room = true;
        while (room && objects.size() < count) {
            room = addOne(count);
        }
        return objects;
    }

    private boolean addOne(int count) {
        double largest = Math.min(MAX_SIZE, 1.1 / Math.sqrt(count));
        int attempts = objects.isEmpty() ? FIRST_ATTEMPTS : ATTEMPTS;
        for (int attempt = 0; attempt < attempts; attempt++) {
            double size = size(largest);
            ShapeName shape = dice.pick(ShapeName.values());
            ColourName colour = dice.pick(ColourName.values());
            if (namesakes && !objects.isEmpty() && dice.chance(0.4)) {
                shape = dice.pick(objects).shape();
                colour = dice.pick(objects).colour();
            }
            Figure figure = FigureMaker.draw(shape, size * Math.min(width, height), dice);
            SceneObject object = SceneObject.of(colour, figure, painter.finish(colour, size));
            object = SceneObject.of(colour, placed(object), object.finish());
            if (painter.standsOut(object.finish()) && fits(object)) {
                objects.add(object);
                return true;
            }
        }
        return false;
    }

    /** Half of the sizes are log-uniform, half uniform. */
    private double size(double largest) {
        return dice.chance(0.5)
                ? MIN_SIZE * Math.pow(largest / MIN_SIZE, dice.uniform())
                : dice.between(MIN_SIZE, largest);
    }

    private Figure placed(SceneObject object) {
        Extent box = object.box();
        double dx = dice.between(1, Math.max(1, width - box.width() - 1)) - box.left();
        double dy = dice.between(1, Math.max(1, height - box.height() - 1)) - box.top();
        return object.figure().at(dx, dy);
    }

    private boolean fits(SceneObject object) {
        if (!object.box().inside(width, height)) {
            return false;
        }
        Extent withMargin = object.box().grown(0.02 * Math.min(width, height));
        if (signs.stream().anyMatch(sign -> sign.quad().box().meets(withMargin))) {
            return false;
        }
        if (objects.stream().anyMatch(other -> object.hasNameOf(other) && !namesakes)) {
            return false;
        }
        for (SceneObject other : objects) {
            if (other.box().meets(withMargin) && !(overlapping && painter.differ(object, other))) {
                return false;
            }
        }
        return objects.stream()
                .allMatch(other -> !other.box().meets(object.box()) || visible(other, object) >= LEAST_VISIBLE);
    }

    /** The fraction of {@code object} that remains visible below {@code added} and the objects above it. */
    private double visible(SceneObject object, SceneObject added) {
        List<Path2D> above = new ArrayList<>();
        above.add(added.figure().outline());
        for (int i = objects.indexOf(object) + 1; i < objects.size(); i++) {
            above.add(objects.get(i).figure().outline());
        }
        return Visibility.share(object.figure().outline(), above);
    }
}
