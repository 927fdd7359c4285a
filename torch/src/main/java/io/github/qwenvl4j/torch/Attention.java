package io.github.qwenvl4j.torch;

import java.util.Optional;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * {@code softmax(q k^T / sqrt(d)) v} in the dtype of its inputs. On the CPU, LibTorch's fused kernel is fast in float32
 * but ten times slower in bfloat16, where two matrix products and a softmax are fastest.
 */
final class Attention {

    private Attention() {}

    /**
     * One query of each sequence over its own keys; query heads that share a key head are rows of one product.
     *
     * @param q {@code [B, H, d]}, to the same shape
     * @param over {@code [B, G, T, d]}
     * @param mask added to the scores, {@code [B, 1, 1, T]}
     */
    static Tensor single(Tensor q, KeysAndValues over, Optional<Tensor> mask) {
        Tensor rows = q.reshape(q.size(0), over.keys().size(1), -1, q.size(2)); // [B, G, H / G, d]
        return masked(rows, over.keys(), over.values(), mask).reshape(q.shape());
    }

    /**
     * Several queries of one sequence; query heads that share a key head are the heads of one of G sequences, whose keys are
     * not repeated in memory.
     *
     * @param q {@code [n, H, d]}, to the same shape
     * @param over {@code [G, T, d]}
     * @param mask added to the scores, {@code [n, T]}
     */
    static Tensor several(Tensor q, KeysAndValues over, Tensor mask) {
        long heads = over.keys().size(0);
        Tensor rows = q.reshape(q.size(0), heads, -1, q.size(2)).permute(1, 2, 0, 3); // [G, H / G, n, d]
        Tensor attended =
                masked(rows, shared(over.keys(), rows.size(1)), shared(over.values(), rows.size(1)), Optional.of(mask));
        return attended.permute(2, 0, 1, 3).reshape(q.shape());
    }

    /** {@code [G, T, d]} to a view {@code [G, times, T, d]}. */
    private static Tensor shared(Tensor x, long times) {
        return x.unsqueeze(1).expand(x.size(0), times, x.size(1), x.size(2));
    }

    private static Tensor masked(Tensor q, Tensor k, Tensor v, Optional<Tensor> mask) {
        return fusedIsBest(q) ? fused(q, k, v, mask, false) : byProducts(q, k, v, mask);
    }

    /** Every query sees every key. q {@code [B, H, Tq, d]}, k and v {@code [B, H, Tk, d]} to {@code [B, H, Tq, d]}. */
    static Tensor full(Tensor q, Tensor k, Tensor v) {
        return masked(q, k, v, Optional.empty());
    }

    /** Query i sees keys 0..i; as many queries as keys. The shapes of {@link #full}. */
    static Tensor causal(Tensor q, Tensor k, Tensor v) {
        return fusedIsBest(q) ? fused(q, k, v, Optional.empty(), true) : byProducts(q, k, v, Optional.of(later(q)));
    }

    private static boolean fusedIsBest(Tensor q) {
        return Tensors.has(q, torch.ScalarType.Float) || q.is_cuda();
    }

    /** {@code [T, T]}: minus infinity where the key is later than the query, else 0. */
    private static Tensor later(Tensor q) {
        long length = q.size(2);
        return Tensors.to(Tensors.full(Double.NEGATIVE_INFINITY, length, length).triu(1), q.scalar_type());
    }

    /** Of the same shapes, with scores to which {@code mask} is added, {@code [Tq, Tk]} or {@code [B, 1, Tq, Tk]}. */
    static Tensor byProducts(Tensor q, Tensor k, Tensor v, Optional<Tensor> mask) {
        Tensor scaled = Tensors.multiply(q, 1 / Math.sqrt(q.size(3)));
        Tensor scores = scaled.matmul(k.transpose(2, 3));
        return torch.softmax(mask.isPresent() ? scores.add(mask.get()) : scores, -1)
                .matmul(v);
    }

    private static Tensor fused(Tensor q, Tensor k, Tensor v, Optional<Tensor> mask, boolean causal) {
        TensorOptional added = mask.map(TensorOptional::new).orElseGet(TensorOptional::new);
        return torch.scaled_dot_product_attention(q, k, v, added, 0.0, causal, new DoubleOptional(), false);
    }

    /** {@code [B T, G, d]} to {@code [B, G * times, T, d]}, each head {@code times} times. */
    static Tensor split(Tensor x, long sequences, long times) {
        Tensor heads = x.reshape(sequences, x.size(0) / sequences, x.size(1), x.size(2))
                .transpose(1, 2);
        return times == 1 ? heads : heads.repeat_interleave(times, new LongOptional(1), new LongOptional());
    }

    /** {@code [B, H, T, d]} to {@code [B T, H, d]} float32. */
    static Tensor join(Tensor x) {
        return Tensors.toFloat32(x.transpose(1, 2).reshape(x.size(0) * x.size(2), x.size(1), x.size(3)));
    }
}
