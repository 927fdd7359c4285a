package io.github.qwenvl4j.train.things;

/**
 * A sprite on a picture.
 *
 * @param place maps the sprite's square [-0.5, 0.5]² to the picture's [0, 1]²: {@code x = a u + b v + c},
 *     {@code y = d u + e v + f}
 * @param tint 0xRRGGBB of a mask, or -1
 */
record Layer(Sprite sprite, float[] place, int tint) {

    /** @param width of the picture in pixels, in which angles are right angles */
    static Layer of(Sprite sprite, Pose pose, double width, double height, int tint) {
        double cos = Math.cos(pose.angle());
        double sin = Math.sin(pose.angle());
        return new Layer(
                sprite,
                new float[] {
                    (float) (pose.width() * cos / width * pose.side()),
                    (float) (-pose.height() * sin / width),
                    (float) (pose.x() / width),
                    (float) (pose.width() * sin / height * pose.side()),
                    (float) (pose.height() * cos / height),
                    (float) (pose.y() / height)
                },
                tint);
    }

    /** Left, top, right, bottom of what is visible, in [0, 1] unless it leaves the picture. */
    double[] bounds() {
        double[] box = {9, 9, -9, -9};
        float[] hull = sprite.hull();
        for (int i = 0; i < hull.length; i += 2) {
            double x = place[0] * hull[i] + place[1] * hull[i + 1] + place[2];
            double y = place[3] * hull[i] + place[4] * hull[i + 1] + place[5];
            box[0] = Math.min(box[0], x);
            box[1] = Math.min(box[1], y);
            box[2] = Math.max(box[2], x);
            box[3] = Math.max(box[3], y);
        }
        return box;
    }

    /**
     * Where a sprite lies, in pixels.
     *
     * @param side 1, or -1 to mirror it
     */
    record Pose(double x, double y, double width, double height, double angle, int side) {}
}
