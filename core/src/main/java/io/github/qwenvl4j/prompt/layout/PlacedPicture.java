package io.github.qwenvl4j.prompt.layout;

import io.github.qwenvl4j.image.Picture;

/**
 * A picture in a prompt.
 *
 * @param start index of the id that opens it
 * @param rows how many ids after {@code start} stand for its features
 */
public record PlacedPicture(int start, int rows, Picture picture) {

    PlacedPicture shifted(int by) {
        return new PlacedPicture(start + by, rows, picture);
    }
}
