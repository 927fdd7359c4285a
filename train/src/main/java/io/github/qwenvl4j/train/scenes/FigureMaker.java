package io.github.qwenvl4j.train.scenes;

/** Draws random geometry of objects, centred at the origin, with the common variants of each shape. */
final class FigureMaker {

    private static final double MAX_TURN = 20;

    private FigureMaker() {}

    /** @param size the longer side in pixels, before rotation */
    static Figure draw(ShapeName shape, double size, Dice dice) {
        double turn = dice.chance(0.5) ? 0 : dice.between(-MAX_TURN, MAX_TURN);
        double roundness = dice.chance(0.2) ? dice.between(0.05, 0.3) : 0;
        return switch (shape) {
            case CIRCLE -> figure(shape, size, dice.chance(0.75) ? 1 : dice.between(0.9, 1 / 0.9), turn, 0, 0);
            case SQUARE -> figure(shape, size, 1, turn, 0, roundness);
            case RECTANGLE -> {
                double ratio = dice.between(2, 3.2);
                yield figure(shape, size, dice.chance(0.5) ? ratio : 1 / ratio, turn, 0, roundness);
            }
            case TRIANGLE -> triangle(size, turn, dice);
            case STAR -> star(size, turn, dice);
            case HEART -> figure(shape, size, dice.between(0.9, 1.2), turn, dice.whole(0, 3), 0);
        };
    }

    private static Figure triangle(double size, double turn, Dice dice) {
        double side = 2 / Math.sqrt(3);
        double upsideDown = dice.chance(0.08) ? 180 : 0;
        double tip = dice.pick(0.5, 0.5, 0.5, 0.0, 1.0, dice.between(0.2, 0.8));
        double ratio = dice.chance(0.4) ? side : dice.between(0.75, 1.4);
        return figure(ShapeName.TRIANGLE, size, ratio, turn + upsideDown, 0, tip);
    }

    private static Figure star(double size, double turn, Dice dice) {
        int points = dice.chance(0.82) ? 5 : 6;
        double inner = points == 5 ? dice.between(0.34, 0.52) : dice.between(0.42, 0.6);
        double ratio = points == 5 ? 1.051 : 0.866;
        return figure(ShapeName.STAR, size, ratio, turn, points, dice.chance(0.4) && points == 5 ? 0.382 : inner);
    }

    /** @param ratio width / height */
    private static Figure figure(ShapeName shape, double size, double ratio, double turn, int variant, double detail) {
        double width = ratio >= 1 ? size : size * ratio;
        return new Figure(shape, 0, 0, width, width / ratio, turn, variant, detail);
    }
}
