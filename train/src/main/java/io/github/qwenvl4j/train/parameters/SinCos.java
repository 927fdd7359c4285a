package io.github.qwenvl4j.train.parameters;

import io.github.qwenvl4j.torch.Tensors;
import org.bytedeco.pytorch.Tensor;

/** The 2-D sin-cos position embedding of the resampler (the reference's {@code get_2d_sincos_pos_embed}). */
final class SinCos {

    private SinCos() {}

    /**
     * The first half of the channels encodes the column, the second half the row; each is {@code [sin(p w), cos(p w)]}
     * with {@code w_i = 10000^(-i / (channels / 4))}.
     *
     * @param positions of a square grid, row-major
     * @param channels divisible by 4
     * @return {@code [positions, channels]}, owned by the caller's scope
     */
    static Tensor grid(int positions, int channels) {
        int side = (int) Math.round(Math.sqrt(positions));
        float[] values = new float[positions * channels];
        for (int position = 0; position < positions; position++) {
            fill(values, position * channels, position % side, channels / 2);
            fill(values, position * channels + channels / 2, position / side, channels / 2);
        }
        return Tensors.floats(values, positions, channels);
    }

    private static void fill(float[] values, int start, int coordinate, int channels) {
        int frequencies = channels / 2;
        for (int i = 0; i < frequencies; i++) {
            double angle = coordinate * Math.pow(10000, -(double) i / frequencies);
            values[start + i] = (float) Math.sin(angle);
            values[start + frequencies + i] = (float) Math.cos(angle);
        }
    }
}
