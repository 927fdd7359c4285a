package io.github.qwenvl4j.train.things;

import io.github.qwenvl4j.train.scenes.Dice;
import io.github.qwenvl4j.train.scenes.SignText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes a text on a plate. Not thread-safe. */
final class SignWriter {

    static final int LONGEST = 8;

    private final SpriteBox sprites;
    private final Dice dice;
    private final int width;
    private final int height;
    private final List<Layer> layers = new ArrayList<>();

    SignWriter(SpriteBox sprites, Dice dice, int width, int height) {
        this.sprites = sprites;
        this.dice = dice;
        this.width = width;
        this.height = height;
    }

    List<Layer> layers() {
        return layers;
    }

    /** Empty if the text does not fit. */
    Optional<ThingPicture.Sign> write() {
        String text = SignText.draw(dice);
        if (text.length() <= 4 && dice.chance(0.12)) {
            text += SignText.draw(dice);
        }
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        List<Sprite> characters = sprites.characters(text, dice);
        double advance = 0;
        for (Sprite character : characters) {
            advance += character.metrics()[4];
        }
        double spacing = dice.chance(0.3) ? 0.08 : 0;
        advance += spacing * (characters.size() - 1);
        double em = Math.min(Math.min(width, height) * dice.between(0.1, 0.24), width * 0.9 / (advance + 0.5));
        double angle = dice.chance(0.6) ? 0 : Math.toRadians(dice.between(-14, 14));
        double plateWidth = em * (advance + dice.between(0.3, 0.8));
        double plateHeight = em * dice.between(1.25, 1.7);
        for (int attempt = 0; attempt < 20; attempt++) {
            Layer.Pose pose =
                    new Layer.Pose(dice.between(0, width), dice.between(0, height), plateWidth, plateHeight, angle, 1);
            int rgb = dice.whole(0, 0xFFFFFF);
            Layer plate = Layer.of(sprites.plate(dice), pose, width, height, rgb);
            double[] box = plate.bounds();
            if (box[0] >= 0 && box[1] >= 0 && box[2] <= 1 && box[3] <= 1) {
                layers.add(plate);
                letters(characters, pose, em, advance, spacing, ink(rgb));
                return Optional.of(new ThingPicture.Sign(text, box));
            }
        }
        return Optional.empty();
    }

    private int ink(int paper) {
        for (int attempt = 0; attempt < 20; attempt++) {
            int ink = dice.whole(0, 0xFFFFFF);
            if (PictureMaker.distance(ink, paper) > 300) {
                return ink;
            }
        }
        return (paper >> 8 & 255) > 127 ? 0x101010 : 0xF8F8F8;
    }

    private void letters(
            List<Sprite> characters, Layer.Pose plate, double em, double advance, double spacing, int ink) {
        double pen = -advance / 2;
        double baseline = 0.36;
        for (Sprite character : characters) {
            float[] box = character.metrics();
            double x = (pen + (box[0] + box[2]) / 2) * em;
            double y = (baseline + (box[1] + box[3]) / 2) * em;
            double cos = Math.cos(plate.angle());
            double sin = Math.sin(plate.angle());
            Layer.Pose pose = new Layer.Pose(
                    plate.x() + x * cos - y * sin,
                    plate.y() + x * sin + y * cos,
                    Math.max(0.02, box[2] - box[0]) * em,
                    Math.max(0.02, box[3] - box[1]) * em,
                    plate.angle(),
                    1);
            layers.add(Layer.of(character, pose, width, height, ink));
            pen += box[4] + spacing;
        }
    }
}
