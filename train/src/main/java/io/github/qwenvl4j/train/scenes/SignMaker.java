package io.github.qwenvl4j.train.scenes;

import java.awt.Color;
import java.awt.geom.AffineTransform;
import java.util.List;

/**
 * Draws random signs of one scene, which are legible when the picture is resized to a small square and do not overlap.
 */
final class SignMaker {

    private static final int ATTEMPTS = 40;
    private static final double MIN_TEXT_HEIGHT = 0.1;
    private static final double MAX_TEXT_HEIGHT = 0.32;
    private static final double CLEAR = 45;

    private final int width;
    private final int height;
    private final Background background;
    private final Dice dice;

    SignMaker(int width, int height, Background background, Dice dice) {
        this.width = width;
        this.height = height;
        this.background = background;
        this.dice = dice;
    }

    /**
     * Adds one sign if there is room for it.
     *
     * @param widest maximum fraction of the width that a plate may take
     */
    void add(List<SceneSign> signs, double widest) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            SceneSign sign = draw(widest);
            Extent box = sign.quad().box();
            boolean legible = sign.plate().textHeight() >= 0.8 * MIN_TEXT_HEIGHT * Math.min(width, height);
            if (legible
                    && box.inside(width, height)
                    && signs.stream().noneMatch(other -> other.quad().box().meets(box))) {
                signs.add(sign);
                return;
            }
        }
    }

    private SceneSign draw(double widest) {
        String text = SignText.draw(dice);
        String font = dice.pick(SignFonts.namesFor(text));
        TextLine line = TextLine.of(text, font);
        double range = MAX_TEXT_HEIGHT / MIN_TEXT_HEIGHT;
        double wanted = MIN_TEXT_HEIGHT * Math.pow(range, dice.uniform()) * Math.min(width, height);
        double padding = dice.between(0.25, 0.6);
        double aspect = line.bounds().width() / line.height() + 2 * padding;
        double textHeight = Math.min(wanted, widest * width / aspect);
        double plateWidth = textHeight * aspect;
        double plateHeight = textHeight * (1 + 2 * Math.min(0.45, padding));
        double degrees = dice.chance(0.5) ? 0 : dice.between(-8, 8);
        double turned = Math.abs(Math.sin(Math.toRadians(degrees)));
        double x = place(plateWidth + turned * plateHeight, width);
        double y = place(plateHeight + turned * plateWidth, height);
        AffineTransform place = AffineTransform.getTranslateInstance(x, y);
        place.rotate(Math.toRadians(degrees));
        Extent plate = new Extent(-plateWidth / 2, -plateHeight / 2, plateWidth / 2, plateHeight / 2);
        int rgb = plateColour();
        double edge = dice.chance(0.4) ? Math.max(1, plateHeight * 0.04) : 0;
        double roundness = dice.chance(0.3) ? dice.between(0.1, 0.3) : 0;
        SceneSign.Plate look = new SceneSign.Plate(rgb, textColour(rgb), font, textHeight, edge, roundness, degrees);
        List<SceneSign.Glyph> glyphs = line.glyphs(textHeight, place);
        return new SceneSign(text, Quadrangle.of(plate, place), glyphs, look);
    }

    /** A centre that keeps {@code extent} within {@code room}. */
    private double place(double extent, double room) {
        double half = extent / 2 + 1;
        return half < room - half ? dice.between(half, room - half) : room / 2;
    }

    /** Often the colour of the background, so that the text has no visible plate. */
    private int plateColour() {
        double draw = dice.uniform();
        if (draw < 0.35) {
            return 0xFFFFFF;
        }
        if (draw < 0.45) {
            return background.palette().get(0);
        }
        return draw < 0.8
                ? dice.pick(ColourName.values()).draw(dice)
                : Color.HSBtoRGB((float) dice.uniform(), (float) dice.between(0, 0.8), (float) dice.between(0.2, 1))
                        & 0xFFFFFF;
    }

    private int textColour(int plate) {
        double lightness = Rgb.lightness(plate);
        int other = dice.pick(ColourName.values()).draw(dice);
        boolean legible = Math.abs(Rgb.lightness(other) - lightness) >= CLEAR;
        return dice.chance(0.4) && legible ? other : lightness > 50 ? 0 : 0xFFFFFF;
    }
}
