package io.github.qwenvl4j.nn;

import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Adapts position embeddings stored for one square grid to another. */
public final class PositionGrid {

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
        if (embeddings.size(0) == positions) {
            return embeddings;
        }
        long from = side(embeddings.size(0));
        long to = side(positions);
        long channels = embeddings.size(1);
        Tensor grid = embeddings.view(1, from, from, channels).permute(0, 3, 1, 2); // [1, C, n, n]
        Tensor resized = torch.upsample_bicubic2d(
                grid, new long[] {to, to}, false, new DoubleOptional(), new DoubleOptional()); // [1, C, m, m]
        return resized.permute(0, 2, 3, 1).reshape(positions, channels);
    }

    private static long side(long positions) {
        long side = Math.round(Math.sqrt(positions));
        if (side * side != positions) {
            throw new IllegalArgumentException(positions + " positions do not form a square grid");
        }
        return side;
    }
}
