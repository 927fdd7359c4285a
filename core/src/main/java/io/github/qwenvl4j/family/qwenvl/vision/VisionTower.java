package io.github.qwenvl4j.family.qwenvl.vision;

import io.github.qwenvl4j.family.qwenvl.config.VisionConfig;
import io.github.qwenvl4j.nn.LayerNorm;
import io.github.qwenvl4j.nn.Weights;
import io.github.qwenvl4j.tensor.Scopes;
import io.github.qwenvl4j.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/** {@code transformer.visual}: vision transformer, resampler, final norm and projection. Immutable, thread-safe. */
public final class VisionTower {

    private final VisionTransformer transformer;
    private final Resampler resampler;
    private final LayerNorm lnPost;
    private final Tensor proj;

    /** @param weights the weights below {@code transformer.visual} */
    public VisionTower(Weights weights, VisionConfig config) {
        long outputDim = config.outputDim();
        this.transformer = new VisionTransformer(weights, config);
        this.resampler = new Resampler(weights.in("attn_pool"), config);
        this.lnPost = new LayerNorm(weights.in("ln_post"), outputDim);
        this.proj = weights.tensor("proj", outputDim, outputDim);
    }

    /**
     * @param pixels normalised, {@code [B, 3, S, S]}
     * @return image features {@code [B, Q, D]} float32, owned by the caller's scope
     */
    public Tensor forward(Tensor pixels) {
        return Scopes.scoped(() -> project(resampler.forward(transformer.forward(pixels))));
    }

    /** {@code ln_post(x) @ proj}: {@code [B, Q, D]} to the same shape. */
    public Tensor project(Tensor resampled) {
        return Scopes.scoped(() -> lnPost.forward(Tensors.toFloat32(resampled)).matmul(proj));
    }

    public VisionTransformer transformer() {
        return transformer;
    }

    public Resampler resampler() {
        return resampler;
    }
}
