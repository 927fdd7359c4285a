package io.github.qwenvl4j.train.parameters;

import io.github.qwenvl4j.family.qwenvl.config.VisionConfig;
import io.github.qwenvl4j.torch.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Initial weights of a resampler with which every query attends to the patches at its own position and copies their
 * content. Small models fail to learn this from random weights.
 *
 * <p>The channels in which sin-cos positions differ between neighbours (the high frequencies) are reserved for
 * positions: query and key projections read only these, with a gain that makes attention sharp. The other channels
 * carry content: kv_proj writes only to them, and value, output and final projections start as the identity.
 */
final class AlignedResampler {

    private static final double GAIN = 6; // attention to the own position is about exp(4) times that to a neighbour

    private final VisionConfig config;
    private final boolean[] positional;

    AlignedResampler(VisionConfig config) {
        this.config = config;
        this.positional = new boolean[config.outputDim()];
        int frequencies = config.outputDim() / 4;
        for (int channel = 0; channel < positional.length; channel++) {
            positional[channel] = channel % frequencies < frequencies / 3;
        }
    }

    Tensor of(String name, long[] shape) {
        int dim = config.outputDim();
        return switch (name) {
            case "pos_embed" -> SinCos.grid(config.nQueries(), dim);
            case "query" -> torch.randn(shape);
            case "ln_q.weight" -> torch.full(shape, new Scalar(0.05));
            case "ln_kv.weight" -> torch.ones(shape);
            case "kv_proj.weight" ->
                torch.randn(shape)
                        .mul(new Scalar(1 / Math.sqrt(shape[1])))
                        .mul(diagonal(false, 1).sum(1).unsqueeze(1));
            case "attn.in_proj_weight" ->
                torch.cat(new TensorVector(diagonal(true, GAIN), diagonal(true, GAIN), diagonal(false, 1)), 0);
            case "attn.out_proj.weight" -> torch.eye(dim);
            default -> torch.zeros(shape); // biases
        };
    }

    /** {@code [D, D]}: {@code value} on the diagonal at positional channels, or at the others. */
    private Tensor diagonal(boolean atPositional, double value) {
        float[] channels = new float[positional.length];
        for (int i = 0; i < channels.length; i++) {
            channels[i] = positional[i] == atPositional ? (float) value : 0;
        }
        return torch.diag(Tensors.floats(channels));
    }
}
