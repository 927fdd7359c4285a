package io.github.qwenvl4j.family.qwenvl.vision;

import io.github.qwenvl4j.family.qwenvl.config.VisionConfig;
import io.github.qwenvl4j.nn.LayerNorm;
import io.github.qwenvl4j.nn.Weights;
import io.github.qwenvl4j.tensor.Backend;
import io.github.qwenvl4j.tensor.Tensor;

/** {@code transformer.visual}: vision transformer, resampler, final norm and projection. Immutable, thread-safe. */
public final class VisionTower {

    private final Backend backend;
    private final VisionConfig config;
    private final VisionTransformer transformer;
    private final Resampler resampler;
    private final LayerNorm lnPost;
    private final Tensor proj;

    /** @param weights the weights below {@code transformer.visual} */
    public VisionTower(Weights weights, VisionConfig config) {
        long outputDim = config.outputDim();
        this.backend = weights.backend();
        this.config = config;
        this.transformer = new VisionTransformer(weights, config);
        this.resampler = new Resampler(weights.in("attn_pool"), config);
        this.lnPost = new LayerNorm(weights.in("ln_post"), outputDim);
        this.proj = weights.tensor("proj", outputDim, outputDim);
    }

    /**
     * The patches of pictures, owned by the caller's scope.
     *
     * @param pixels normalised, {@code [B, 3, S, S]}
     * @return {@code [B P, 3 patch patch]}
     */
    public Tensor patches(float[] pixels) {
        int patch = config.patchSize();
        long values = 3L * patch * patch;
        float[] patches = PatchEmbedding.patches(pixels, config.imageSize(), patch);
        return backend.tensor(patches, patches.length / values, values);
    }

    /**
     * @param patches {@code [B P, 3 patch patch]}
     * @return image features {@code [B Q, D]}, owned by the caller's scope
     */
    public Tensor forward(Tensor patches, int pictures) {
        return backend.scoped(() -> project(resampler.forward(transformer.forward(patches, pictures), pictures)));
    }

    /** {@code ln_post(x) @ proj}: {@code [B Q, D]} to the same shape. */
    public Tensor project(Tensor resampled) {
        return backend.scoped(() -> lnPost.forward(resampled).matmul(proj));
    }

    public VisionTransformer transformer() {
        return transformer;
    }

    public Resampler resampler() {
        return resampler;
    }
}
