package io.github.qwenvl4j.family.qwenvl.language;

import io.github.qwenvl4j.attention.Rotation;
import io.github.qwenvl4j.family.qwenvl.config.LanguageConfig;
import io.github.qwenvl4j.tensor.ComputeDevice;
import io.github.qwenvl4j.tensor.Scopes;
import io.github.qwenvl4j.tensor.Tensors;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Rotary position embedding in rotate-half form over the whole head, with the two long-input extensions of Qwen:
 * dynamic NTK (a larger base, chosen at prefill) and log-n scaling of queries beyond the training length.
 */
final class RotaryEmbedding {

    private final LanguageConfig config;
    private final ComputeDevice device;

    RotaryEmbedding(LanguageConfig config, ComputeDevice device) {
        this.config = config;
        this.device = device;
    }

    /** Rows at 0-based {@code positions} in training, without NTK and log-n scaling. */
    Rotation inTraining(long[] positions) {
        Tensor angles = angles(positions, config.rotaryEmbBase());
        return new Rotation(torch.cos(angles), torch.sin(angles), Optional.empty());
    }

    /**
     * Rows at 0-based {@code positions}.
     *
     * @param alphas NTK factor of each row's sequence; the base becomes {@code base * alpha^(d / (d - 2))}
     */
    Rotation inInference(long[] positions, double[] alphas) {
        double exponent = (double) config.headDim() / (config.headDim() - 2);
        double[] bases = new double[positions.length];
        for (int i = 0; i < bases.length; i++) {
            bases[i] = config.rotaryEmbBase() * Math.pow(alphas[i], exponent);
        }
        Tensor angles = angles(positions, bases);
        return new Rotation(torch.cos(angles), torch.sin(angles), logN(positions));
    }

    private Tensor angles(long[] positions, double... bases) {
        int half = Math.toIntExact(config.headDim() / 2);
        float[] angles = new float[positions.length * half];
        float[] frequencies = new float[0];
        double base = 0;
        for (int row = 0; row < positions.length; row++) {
            double rowBase = bases[bases.length == 1 ? 0 : row];
            if (rowBase != base) {
                base = rowBase;
                frequencies = frequencies(base, half);
            }
            for (int i = 0; i < half; i++) {
                angles[row * half + i] = positions[row] * frequencies[i];
            }
        }
        return Scopes.scoped(() -> {
            Tensor x = Tensors.floats(angles, positions.length, 1, half);
            return device.place(Tensors.cat(List.of(x, x), 2)); // [R, 1, d]
        });
    }

    /** {@code base^(-2i/d)} in float32, as the reference keeps them. */
    private static float[] frequencies(double base, int half) {
        float[] frequencies = new float[half];
        for (int i = 0; i < half; i++) {
            frequencies[i] = (float) (1.0 / Math.pow(base, (double) i / half));
        }
        return frequencies;
    }

    /** {@code log(p) / log(seq_length)} for a query at 1-based position p beyond seq_length, 1 before. */
    private Optional<Tensor> logN(long[] positions) {
        float[] factors = new float[positions.length];
        boolean any = false;
        for (int i = 0; i < factors.length; i++) {
            long p = positions[i] + 1;
            boolean beyond = config.useLognAttn() && p > config.seqLength();
            factors[i] = beyond ? (float) (Math.log(p) / Math.log(config.seqLength())) : 1;
            any |= beyond;
        }
        return any ? Optional.of(device.place(Tensors.floats(factors, factors.length, 1, 1))) : Optional.empty();
    }
}
