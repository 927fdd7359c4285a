package io.github.qwenvl4j.train.parameters;

import io.github.qwenvl4j.family.qwenvl.config.QwenVlConfig;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The initial value of every tensor. Linear layers are normally distributed with a standard deviation of
 * {@code 1 / sqrt(inputs)}, divided by the square root of their number for layers that add to a residual stream; norms
 * are the identity; the resampler is aligned ({@link AlignedResampler}).
 */
final class InitialWeights {

    private static final double EMBEDDING_DEVIATION = 0.1;

    private final QwenVlConfig config;
    private final AlignedResampler resampler;

    InitialWeights(QwenVlConfig config) {
        this.config = config;
        this.resampler = new AlignedResampler(config.vision());
    }

    /** A float32 tensor, owned by the caller's scope; uses LibTorch's generator. */
    Tensor of(String name, List<Long> shape) {
        long[] sizes = shape.stream().mapToLong(Long::longValue).toArray();
        if (name.startsWith("transformer.visual.attn_pool.")) {
            return resampler.of(name.substring("transformer.visual.attn_pool.".length()), sizes);
        }
        if (name.equals("transformer.visual.proj")) {
            return torch.eye(sizes[0]);
        }
        if (name.equals("transformer.visual.positional_embedding")) {
            return SinCos.grid((int) sizes[0], (int) sizes[1]).mul(new Scalar(0.5));
        }
        if (name.endsWith("bias")) {
            return torch.zeros(sizes);
        }
        if (sizes.length == 1) {
            return torch.ones(sizes);
        }
        return torch.randn(sizes).mul(new Scalar(deviation(name, sizes)));
    }

    private double deviation(String name, long[] sizes) {
        if (name.equals("transformer.wte.weight")) {
            return EMBEDDING_DEVIATION;
        }
        long inputs = 1;
        for (int i = 1; i < sizes.length; i++) {
            inputs *= sizes[i];
        }
        return residualFactor(name) / Math.sqrt(inputs);
    }

    /** Two layers of every block add to the residual stream. */
    private double residualFactor(String name) {
        boolean adds = name.endsWith("c_proj.weight") || name.endsWith("out_proj.weight");
        if (!adds) {
            return 1;
        }
        int blocks = name.startsWith("transformer.visual")
                ? config.vision().layers()
                : config.language().numHiddenLayers();
        return 1 / Math.sqrt(2.0 * blocks);
    }
}
