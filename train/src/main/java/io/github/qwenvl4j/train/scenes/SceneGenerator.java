package io.github.qwenvl4j.train.scenes;

import java.util.ArrayList;
import java.util.List;

/** Generates scenes from seeds. Immutable and thread-safe. */
public final class SceneGenerator {

    private final SceneOptions options;

    public SceneGenerator(SceneOptions options) {
        this.options = options;
    }

    /** The scene of this seed; equal seeds and options give equal scenes. */
    public Scene generate(long seed) {
        Dice dice = new Dice(seed);
        int width = options.minSide() + (int) (dice.uniform() * (options.maxSide() - options.minSide() + 1));
        int height = other(width, dice);
        Background background = Backgrounds.draw(dice);
        List<SceneSign> signs = new ArrayList<>();
        SignMaker signMaker = new SignMaker(width, height, background, dice);
        int wantedSigns = dice.whole(options.minSigns(), options.maxSigns());
        int wantedObjects = dice.whole(options.minObjects(), options.maxObjects());
        for (int i = 0; i < wantedSigns; i++) {
            signMaker.add(signs, wantedObjects > 0 ? 0.55 : 0.92);
        }
        ObjectMaker objectMaker = new ObjectMaker(width, height, background, signs, dice);
        return new Scene(width, height, objectMaker.make(wantedObjects), signs, background, capture(width, dice));
    }

    /** A random height for this width, with aspect ratios from 3:4 to 4:3; a third of the pictures are square. */
    private int other(int width, Dice dice) {
        if (dice.chance(0.33)) {
            return width;
        }
        long height = Math.round(width * Math.exp(dice.between(Math.log(0.75), Math.log(4 / 3.0))));
        return (int) Math.max(options.minSide(), Math.min(options.maxSide(), height));
    }

    private static Capture capture(int width, Dice dice) {
        double shrink = dice.chance(0.08) ? dice.between(1.2, Math.max(1.3, width / 150.0)) : 1;
        int blur = dice.chance(0.08) ? Math.max(1, width / 250) : 0;
        double jpegQuality = dice.chance(0.2) ? dice.between(0.3, 0.95) : 0;
        return new Capture(shrink, blur, jpegQuality);
    }
}
