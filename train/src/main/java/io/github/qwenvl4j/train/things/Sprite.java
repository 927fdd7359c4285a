package io.github.qwenvl4j.train.things;

/**
 * What a picture is composed of: an icon in its colours, or a white mask that is tinted. Its image is cropped and
 * stretched to a square.
 *
 * @param subject index of the thing, ordinal of the shape, or code point of the character
 * @param group the style of an icon, the font of a character, or the variant of a shape
 * @param aspect width / height before stretching
 * @param hull corners of the convex hull of what is visible, x and y in [-0.5, 0.5]
 * @param metrics of a character, in em: left, top, right, bottom (y downwards from the baseline), advance
 */
record Sprite(int id, Kind kind, int subject, int group, double aspect, float[] hull, float[] metrics) {

    enum Kind {
        ICON,
        SHAPE,
        PLATE,
        CHARACTER
    }
}
