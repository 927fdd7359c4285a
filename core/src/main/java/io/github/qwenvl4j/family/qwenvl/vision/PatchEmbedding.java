package io.github.qwenvl4j.family.qwenvl.vision;

import io.github.qwenvl4j.family.qwenvl.config.VisionConfig;
import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.nn.LinearSpec;
import io.github.qwenvl4j.nn.Weights;
import io.github.qwenvl4j.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/** {@code conv1}: the convolution whose stride is its kernel, as a linear layer of each patch. */
final class PatchEmbedding {

    private static final int CHANNELS = 3;

    private final Linear conv1;

    PatchEmbedding(Weights weights, VisionConfig config) {
        int patch = config.patchSize();
        List<Long> shape = List.of((long) config.width(), (long) CHANNELS, (long) patch, (long) patch);
        LinearSpec.Part kernel = new LinearSpec.Part("conv1.weight", Optional.empty(), shape, 0, config.width());
        this.conv1 = weights.linear(new LinearSpec((long) CHANNELS * patch * patch, List.of(kernel)));
    }

    /**
     * The values of a picture's patches, row by row of patches: per patch channel, y, x.
     *
     * @param pixels normalised, {@code [B, 3, S, S]}
     * @param side of the pictures, S
     * @return {@code [B P, 3 patch patch]}
     */
    static float[] patches(float[] pixels, int side, int patch) {
        float[] values = new float[pixels.length];
        int grid = side / patch;
        int at = 0;
        for (int picture = 0; picture < pixels.length; picture += CHANNELS * side * side) {
            for (int place = 0; place < grid * grid; place++) {
                int corner = picture + place / grid * patch * side + place % grid * patch;
                for (int row = 0; row < CHANNELS * patch; row++) {
                    int from = corner + row / patch * side * side + row % patch * side;
                    System.arraycopy(pixels, from, values, at, patch);
                    at += patch;
                }
            }
        }
        return values;
    }

    /** {@code [B P, 3 patch patch]} to {@code [B P, width]}. */
    Tensor forward(Tensor patches) {
        return conv1.forward(patches);
    }
}
