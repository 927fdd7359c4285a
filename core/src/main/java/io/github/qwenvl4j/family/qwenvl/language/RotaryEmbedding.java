package io.github.qwenvl4j.family.qwenvl.language;

import io.github.qwenvl4j.attention.Rotation;
import io.github.qwenvl4j.family.qwenvl.config.LanguageConfig;
import io.github.qwenvl4j.tensor.Backend;
import io.github.qwenvl4j.tensor.Tensor;
import java.util.Optional;

/**
 * Rotary position embedding in rotate-half form over the whole head, with the two long-input extensions of Qwen:
 * dynamic NTK (a larger base, chosen at prefill) and log-n scaling of queries beyond the training length.
 */
final class RotaryEmbedding {

    private final LanguageConfig config;
    private final Backend backend;

    RotaryEmbedding(LanguageConfig config, Backend backend) {
        this.config = config;
        this.backend = backend;
    }

    /** Rows at 0-based {@code positions} in training, without NTK and log-n scaling. */
    Rotation inTraining(long[] positions) {
        return rotation(angles(positions, config.rotaryEmbBase()), Optional.empty());
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
        return rotation(angles(positions, bases), logN(positions));
    }

    private Rotation rotation(float[] angles, Optional<Tensor> queryFactors) {
        return Rotation.of(backend, angles, Math.toIntExact(config.headDim() / 2), 1, queryFactors);
    }

    /** {@code [R, d / 2]} */
    private float[] angles(long[] positions, double... bases) {
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
        return angles;
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
        return any ? Optional.of(backend.tensor(factors, factors.length)) : Optional.empty();
    }
}
