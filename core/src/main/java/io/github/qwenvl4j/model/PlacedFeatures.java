package io.github.qwenvl4j.model;

/**
 * The features of a picture of a prompt; they stay their owner's.
 *
 * @param start index, in the prompt, of the first row that carries them
 * @param rows how many rows carry them
 */
public record PlacedFeatures(int start, int rows, PictureFeatures features) {

    /** Index behind the last row that carries them. */
    public int end() {
        return start + rows;
    }
}
