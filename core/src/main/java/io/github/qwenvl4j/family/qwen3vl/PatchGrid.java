package io.github.qwenvl4j.family.qwen3vl;

/**
 * The patches of one picture, or of a video's frame pairs.
 *
 * @param times frame pairs; 1 for a picture
 * @param height patches from top to bottom
 * @param width patches from left to right
 */
public record PatchGrid(int times, int height, int width) {

    int patchesOfFrame() {
        return height * width;
    }

    int patches() {
        return times * patchesOfFrame();
    }

    /**
     * Row and column of every patch of a frame, in the order of the patches: square by square of {@code merge * merge}
     * patches that become one row, and within a square row by row.
     *
     * @return {@code {row, column}} of each patch
     */
    int[][] places(int merge) {
        int[][] places = new int[patchesOfFrame()][];
        int at = 0;
        for (int row = 0; row < height; row += merge) {
            for (int column = 0; column < width; column += merge) {
                for (int y = 0; y < merge; y++) {
                    for (int x = 0; x < merge; x++) {
                        places[at++] = new int[] {row + y, column + x};
                    }
                }
            }
        }
        return places;
    }
}
