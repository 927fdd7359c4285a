package io.github.qwenvl4j.model;

import io.github.qwenvl4j.image.RgbImage;

/**
 * What a network sees of a picture. The picture itself is not kept, so that prompts stay small. Two pictures whose pixels
 * are seen alike are the same picture, whatever their names.
 *
 * @param image as the vision tower takes it
 * @param rows that it takes in a prompt
 * @param width of the picture in pixels, as people see it
 * @param height of the picture in pixels, as people see it
 */
public record SeenPicture(RgbImage image, int rows, int width, int height) {

    /** What the picture is known by. */
    public String hash() {
        return image.contentHash();
    }
}
