package io.github.qwenvl4j.family.qwen3vl;

import java.util.List;

/**
 * Pictures cut into patches.
 *
 * @param values of all patches: per patch channel, time, y, x; normalised
 */
record Patches(PatchGrid grid, float[] values) {

    /**
     * Cuts frames, all of one size that is a multiple of the row's square; a number of frames that the config's times do
     * not divide is filled up with the last.
     *
     * @param frames red, green and blue bytes, row by row, of each frame
     */
    static Patches of(List<byte[]> frames, int height, int width, TowerConfig config) {
        int patch = config.patchSize();
        int times = (frames.size() + config.temporalPatchSize() - 1) / config.temporalPatchSize();
        PatchGrid grid = new PatchGrid(times, height / patch, width / patch);
        float[] values = new float[grid.patches() * config.patchValues()];
        int[][] places = grid.places(config.mergeSize());
        int at = 0;
        for (int pair = 0; pair < times; pair++) {
            for (int[] place : places) {
                for (int channel = 0; channel < TowerConfig.CHANNELS; channel++) {
                    for (int time = 0; time < config.temporalPatchSize(); time++) {
                        int frame = Math.min(pair * config.temporalPatchSize() + time, frames.size() - 1);
                        at = copy(frames.get(frame), width, patch, place, channel, values, at);
                    }
                }
            }
        }
        return new Patches(grid, values);
    }

    /** One channel of one patch; where the next value goes. */
    private static int copy(byte[] rgb, int width, int patch, int[] place, int channel, float[] values, int start) {
        int at = start;
        for (int y = 0; y < patch; y++) {
            int from = 3 * ((place[0] * patch + y) * width + place[1] * patch) + channel;
            for (int x = 0; x < patch; x++, from += 3) {
                values[at++] = LEVELS[rgb[from] & 0xff];
            }
        }
        return at;
    }

    private static final float[] LEVELS = levels();

    /** {@code (value / 255 - 0.5) / 0.5} as the reference computes it. */
    private static float[] levels() {
        float[] levels = new float[256];
        for (int value = 0; value < levels.length; value++) {
            levels[value] = (value - 127.5f) / 127.5f;
        }
        return levels;
    }
}
