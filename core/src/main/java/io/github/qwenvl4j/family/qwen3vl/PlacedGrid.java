package io.github.qwenvl4j.family.qwen3vl;

/**
 * The rows of a picture, or of one frame pair, within a prompt.
 *
 * @param start index of the first row
 * @param height rows of the merged grid
 * @param width columns of the merged grid
 */
record PlacedGrid(int start, int height, int width) {

    int end() {
        return start + height * width;
    }
}
