package io.github.qwenvl4j.family.qwen3vl;

import io.github.qwenvl4j.attention.Rotation;
import io.github.qwenvl4j.tensor.Backend;
import io.github.qwenvl4j.tensor.Taps;
import io.github.qwenvl4j.tensor.Tensor;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Where the patches of a frame stand, for the tower: the interpolated position table and the rotation of heads. */
record TowerPositions(TowerConfig config, Backend backend) {

    private static final double THETA = 10_000;
    private static final int TAPS = 4;

    /** Bilinear interpolation whose corners are aligned: patch (r, c) reads the table at r (G-1)/(gh-1), c (G-1)/(gw-1). */
    Taps taps(PatchGrid grid) {
        int side = (int) Math.round(Math.sqrt(config.positions()));
        float[] rows = steps(side, grid.height());
        float[] columns = steps(side, grid.width());
        int[] index = new int[TAPS * grid.patchesOfFrame()];
        float[] weight = new float[index.length];
        int at = 0;
        for (int[] place : grid.places(config.mergeSize())) {
            float row = rows[place[0]];
            float column = columns[place[1]];
            int top = (int) row;
            int left = (int) column;
            for (int tap = 0; tap < TAPS; tap++) {
                int y = Math.min(top + tap / 2, side - 1);
                int x = Math.min(left + tap % 2, side - 1);
                float down = row - top;
                float right = column - left;
                index[at] = y * side + x;
                weight[at++] = (tap / 2 == 0 ? 1 - down : down) * (tap % 2 == 0 ? 1 - right : right);
            }
        }
        return new Taps(index, weight, TAPS);
    }

    /** {@code n} numbers from 0 to {@code side - 1}, in float32 as the reference has them: from both ends to the middle. */
    private static float[] steps(int side, int n) {
        float end = side - 1;
        float step = n == 1 ? 0 : end / (n - 1);
        float[] steps = new float[n];
        for (int i = 0; i < n; i++) {
            steps[i] = i < n / 2 ? step * i : end - step * (n - 1 - i);
        }
        return steps;
    }

    /** Position embeddings {@code [P, V]} of a frame, from the table {@code [positions, V]}. */
    Tensor embeddings(Tensor table, PatchGrid grid) {
        return table.combine(taps(grid));
    }

    /**
     * How the heads of the patches of all pictures and frames are rotated: the first half of the angles follows the row, the second the column,
     * {@code 10000^(-2j / (d/2))}.
     */
    Rotation rotation(List<PatchGrid> grids) {
        int quarter = config.headDim() / 4;
        int[][] places = grids.stream()
                .flatMap(grid -> Collections.nCopies(grid.times(), grid.places(config.mergeSize())).stream())
                .flatMap(Arrays::stream)
                .toArray(int[][]::new);
        float[] frequencies = new float[quarter];
        for (int j = 0; j < quarter; j++) {
            frequencies[j] = (float) (1 / Math.pow(THETA, (double) j / quarter));
        }
        float[] angles = new float[places.length * 2 * quarter];
        for (int patch = 0, at = 0; patch < places.length; patch++) {
            for (int place : places[patch]) {
                for (float frequency : frequencies) {
                    angles[at++] = place * frequency;
                }
            }
        }
        return Rotation.of(backend, angles, 2 * quarter, 1, Optional.empty());
    }
}
