package io.github.qwenvl4j.train.scenes;

/** Draws random finishes with which objects are distinct from the background and from their neighbours. */
final class Painter {

    private static final double CLEAR = 26;

    private final Background background;
    private final int side;
    private final Dice dice;
    private final boolean edges;
    private final boolean shadows;
    private final boolean smooth;
    private final int edgeRgb;

    Painter(Background background, int side, Dice dice) {
        this.background = background;
        this.side = side;
        this.dice = dice;
        this.edges = dice.chance(0.3);
        this.shadows = dice.chance(0.1);
        this.smooth = dice.chance(0.85);
        this.edgeRgb = dice.pick(0, 0, 0x202020, 0x404040, 0xFFFFFF);
    }

    /** @param size of the object as a fraction of the side; small objects get thin lines */
    Finish finish(ColourName colour, double size) {
        int rgb = colour.draw(dice);
        int end = dice.chance(0.12) ? Rgb.mix(rgb, dice.chance(0.5) ? 0xFFFFFF : 0, dice.between(0.05, 0.12)) : rgb;
        double edgeWidth = edges ? Math.max(1, side * Math.min(0.012, size * 0.06) * dice.between(0.5, 1)) : 0;
        double shadow = shadows ? side * dice.between(0.006, 0.018) : 0;
        return new Finish(rgb, end, dice.between(0, 360), edgeRgb, edgeWidth, shadow, smooth);
    }

    /** Whether fill, or line and fill together, are distinct from every colour of the background. */
    boolean standsOut(Finish finish) {
        boolean lined = finish.edgeWidth() > 0;
        for (int behind : background.palette()) {
            double fill = Rgb.difference(finish.rgb(), behind);
            double line = lined ? Rgb.difference(finish.edgeRgb(), behind) : 0;
            if (fill < CLEAR && line < 2 * CLEAR) {
                return false;
            }
        }
        return !lined || Rgb.difference(finish.rgb(), finish.edgeRgb()) >= CLEAR || clearOfAll(finish.rgb());
    }

    private boolean clearOfAll(int rgb) {
        return background.palette().stream().allMatch(behind -> Rgb.difference(rgb, behind) >= CLEAR);
    }

    boolean differ(SceneObject a, SceneObject b) {
        return a.colour() != b.colour()
                && Rgb.difference(a.finish().rgb(), b.finish().rgb()) >= CLEAR;
    }
}
