package io.github.qwenvl4j.train.scenes;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;

/** Draws random backgrounds: half of them flat, the others with colours and structure. */
final class Backgrounds {

    private Backgrounds() {}

    static Background draw(Dice dice) {
        Background.Kind kind = kind(dice);
        int colours = kind == Background.Kind.PLAIN ? 1 : kind == Background.Kind.GRADIENT ? 2 : dice.whole(2, 4);
        int base = colour(dice);
        List<Integer> palette = new ArrayList<>(List.of(base));
        while (palette.size() < colours) {
            palette.add(kind == Background.Kind.LANDSCAPE ? colour(dice) : near(base, dice));
        }
        int grain = dice.chance(0.35) ? dice.whole(4, 28) : 0;
        return new Background(kind, palette, dice.between(0.03, 0.5), dice.between(0, 360), grain, dice.next());
    }

    private static Background.Kind kind(Dice dice) {
        double draw = dice.uniform();
        if (draw < 0.36) {
            return Background.Kind.PLAIN;
        }
        return draw < 0.52 ? Background.Kind.GRADIENT : dice.pick(Background.Kind.values());
    }

    /** Mostly light, dark or pale; strong colours are reserved for objects. */
    private static int colour(Dice dice) {
        double draw = dice.uniform();
        if (draw < 0.22) {
            return hsb(dice, 0, 0.03, 0.94, 1);
        }
        if (draw < 0.34) {
            return hsb(dice, 0, 0.06, 0.05, 0.9);
        }
        if (draw < 0.72) {
            return hsb(dice, 0.03, 0.35, 0.75, 1);
        }
        return draw < 0.86 ? hsb(dice, 0.1, 0.6, 0.1, 0.4) : hsb(dice, 0.2, 0.75, 0.35, 0.9);
    }

    private static int hsb(Dice dice, double minSaturation, double maxSaturation, double minBrightness, double max) {
        return Color.HSBtoRGB((float) dice.uniform(), (float) dice.between(minSaturation, maxSaturation), (float)
                        dice.between(minBrightness, max))
                & 0xFFFFFF;
    }

    private static int near(int base, Dice dice) {
        return Rgb.mix(base, colour(dice), dice.between(0.15, 0.7));
    }
}
