package io.github.qwenvl4j.family.qwenvl.vision;

import io.github.qwenvl4j.family.qwenvl.config.VisionConfig;
import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.nn.LinearSpec;
import io.github.qwenvl4j.nn.Weights;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * {@code conv1}: a convolution whose stride is its kernel, so each patch is one row of a linear layer.
 */
final class PatchEmbedding {

    private static final long CHANNELS = 3;

    private final long patch;
    private final Linear conv1;

    PatchEmbedding(Weights weights, VisionConfig config) {
        this.patch = config.patchSize();
        List<Long> shape = List.of((long) config.width(), CHANNELS, patch, patch);
        LinearSpec.Part kernel = new LinearSpec.Part("conv1.weight", Optional.empty(), shape, 0, config.width());
        this.conv1 = weights.linear(new LinearSpec(CHANNELS * patch * patch, List.of(kernel)));
    }

    /** Pixels {@code [B, 3, S, S]} to {@code [B, P, width]}, patches row-major. */
    Tensor forward(Tensor pixels) {
        long batch = pixels.size(0);
        long grid = pixels.size(2) / patch;
        Tensor patches = pixels.view(batch, CHANNELS, grid, patch, grid, patch)
                .permute(0, 2, 4, 1, 3, 5) // [B, grid, grid, 3, patch, patch]
                .reshape(batch, grid * grid, CHANNELS * patch * patch);
        return conv1.forward(patches);
    }
}
