package io.github.qwenvl4j.torch;

import io.github.qwenvl4j.attention.Sequences;
import org.bytedeco.pytorch.Tensor;

/**
 * Whole sequences of equal length, as in training, without a cache. Shorter sequences are padded on the right; the
 * causal mask keeps their tokens from attending to the padding.
 *
 * @param batch number of sequences
 * @param length tokens per sequence
 */
public record CausalBatch(TorchBackend backend, int batch, int length) implements Sequences {

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
    public TorchTensor attend(
            int layer,
            io.github.qwenvl4j.tensor.Tensor q,
            io.github.qwenvl4j.tensor.Tensor k,
            io.github.qwenvl4j.tensor.Tensor v) {
        return attend(q, k, v, Attention::causal);
    }

    /** Attention of {@code [B, H, T, d]} over the whole of each sequence. */
    interface Whole {
        Tensor of(Tensor q, Tensor k, Tensor v);
    }

    TorchTensor attend(
            io.github.qwenvl4j.tensor.Tensor q,
            io.github.qwenvl4j.tensor.Tensor k,
            io.github.qwenvl4j.tensor.Tensor v,
            Whole attention) {
        long shared = q.size(1) / k.size(1);
        return backend.wrap(Attention.join(attention.of(
                backend.split(TorchTensor.of(q), batch, 1),
                backend.split(TorchTensor.of(k), batch, shared),
                backend.split(TorchTensor.of(v), batch, shared))));
    }
}
