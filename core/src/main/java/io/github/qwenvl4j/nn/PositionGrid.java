package io.github.qwenvl4j.nn;

import io.github.qwenvl4j.tensor.Taps;
import io.github.qwenvl4j.tensor.Tensor;

/** Adapts position embeddings stored for one square grid to another. */
public final class PositionGrid {

    private static final int REACH = 4; // cells that a cubic reads along an axis
    private static final double A = -0.75; // of the cubic, as LibTorch has it

    private PositionGrid() {}

    /**
     * Bicubic interpolation between square grids, row-major (align_corners=False, no antialias, as the reference's
     * {@code get_abs_pos}).
     *
     * @param embeddings {@code [n*n, C]}
     * @param positions a square number of positions
     * @return {@code [positions, C]}; {@code embeddings} itself if the grids are equal
     */
    public static Tensor resize(Tensor embeddings, long positions) {
        return embeddings.size(0) == positions
                ? embeddings
                : embeddings.combine(bicubic(side(embeddings.size(0)), side(positions)));
    }

    /** Which cells of a grid with {@code from} cells along an axis make those of one with {@code to}. */
    static Taps bicubic(int from, int to) {
        int[] cells = new int[to * REACH];
        double[] weights = new double[to * REACH];
        for (int i = 0; i < to; i++) {
            float place = (float) from / to * (i + 0.5f) - 0.5f; // float32, as the reference computes it
            int cell = (int) Math.floor(place);
            for (int tap = 0; tap < REACH; tap++) {
                cells[i * REACH + tap] = Math.min(Math.max(cell - 1 + tap, 0), from - 1);
                weights[i * REACH + tap] = cubic(Math.abs(place - (cell - 1 + tap)));
            }
        }
        return product(cells, weights, from, to);
    }

    private static double cubic(double distance) {
        double x = distance;
        return x <= 1 ? ((A + 2) * x - (A + 3)) * x * x + 1 : ((A * x - 5 * A) * x + 8 * A) * x - 4 * A;
    }

    /** The same along both axes. */
    private static Taps product(int[] cells, double[] weights, int from, int to) {
        int[] index = new int[to * to * REACH * REACH];
        float[] weight = new float[index.length];
        int at = 0;
        for (int row = 0; row < to; row++) {
            for (int column = 0; column < to; column++) {
                for (int tap = 0; tap < REACH * REACH; tap++) {
                    int down = row * REACH + tap / REACH;
                    int right = column * REACH + tap % REACH;
                    index[at] = cells[down] * from + cells[right];
                    weight[at++] = (float) (weights[down] * weights[right]);
                }
            }
        }
        return new Taps(index, weight, REACH * REACH);
    }

    private static int side(long positions) {
        long side = Math.round(Math.sqrt(positions));
        if (side * side != positions) {
            throw new IllegalArgumentException(positions + " positions do not form a square grid");
        }
        return Math.toIntExact(side);
    }
}
