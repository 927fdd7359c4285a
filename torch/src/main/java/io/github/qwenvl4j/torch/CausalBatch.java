package io.github.qwenvl4j.attention;

import io.github.qwenvl4j.nn.Attention;
import org.bytedeco.pytorch.Tensor;

/**
 * Whole sequences of equal length, as in training, without a cache. Shorter sequences are padded on the right; the
 * causal mask keeps their tokens from attending to the padding.
 *
 * @param batch number of sequences
 * @param length tokens per sequence
 */
public record CausalBatch(int batch, int length) implements Sequences {

    @Override
    public long rows() {
        return (long) batch * length;
    }

    @Override
    public long[] indices() {
        long[] indices = new long[batch * length];
        for (int i = 0; i < indices.length; i++) {
            indices[i] = i % length;
        }
        return indices;
    }

    @Override
    public Tensor attend(int layer, Tensor q, Tensor k, Tensor v) {
        long shared = q.size(1) / k.size(1);
        return join(Attention.causal(split(q), Attention.shared(split(k), shared), Attention.shared(split(v), shared)));
    }

    /** {@code [R, H, d]} to {@code [B, H, T, d]}. */
    Tensor split(Tensor x) {
        return x.view(batch, length, x.size(1), x.size(2)).transpose(1, 2);
    }

    /** {@code [B, H, T, d]} to {@code [R, H, d]}. */
    Tensor join(Tensor x) {
        return x.transpose(1, 2).reshape(rows(), x.size(1), x.size(3));
    }
}
