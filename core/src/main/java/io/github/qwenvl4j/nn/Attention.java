package io.github.qwenvl4j.nn;

import io.github.qwenvl4j.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
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
public final class Attention {

    /**
     * Number of scores computed at a time: those of a few heads, so that they fit the processor's cache and their
     * memory is reused.
     */
    private static final long MAX_SCORES = 1 << 22;

    private Attention() {}

    /** Every query sees every key. q {@code [B, H, Tq, d]}, k and v {@code [B, H, Tk, d]} to {@code [B, H, Tq, d]}. */
    public static Tensor full(Tensor q, Tensor k, Tensor v) {
        return fusedIsBest(q) ? fused(q, k, v, false) : batchByProducts(q, k, v, Optional.empty());
    }

    /** Query i sees keys 0..i; as many queries as keys. The shapes of {@link #full}. */
    public static Tensor causal(Tensor q, Tensor k, Tensor v) {
        return fusedIsBest(q) ? fused(q, k, v, true) : batchByProducts(q, k, v, Optional.of(later(q)));
    }

    private static boolean fusedIsBest(Tensor q) {
        return Tensors.has(q, torch.ScalarType.Float) || q.is_cuda();
    }

    /** {@code [T, T]}: minus infinity where the key is later than the query, else 0. */
    private static Tensor later(Tensor q) {
        long length = q.size(2);
        return Tensors.to(Tensors.full(Double.NEGATIVE_INFINITY, length, length).triu(1), q.scalar_type());
    }

    /**
     * With one mask per sequence. The shapes of {@link #full}.
     *
     * @param masks added to the scores of every head, {@code [B, Tq, Tk]}
     */
    public static Tensor masked(Tensor q, Tensor k, Tensor v, Tensor masks) {
        long batch = q.size(0);
        long group = Math.max(1, MAX_SCORES / (q.size(1) * q.size(2) * k.size(2)));
        Tensor scaled = Tensors.multiply(q, 1 / Math.sqrt(q.size(3)));
        List<Tensor> outputs = new ArrayList<>();
        for (long start = 0; start < batch; start += group) {
            long count = Math.min(group, batch - start);
            Tensor keys = k.narrow(0, start, count).transpose(2, 3); // [b, H, d, Tk]
            Tensor mask = masks.narrow(0, start, count).unsqueeze(1); // [b, 1, Tq, Tk]
            outputs.add(
                    products( // [b, H, Tq, d]
                            scaled.narrow(0, start, count), keys, v.narrow(0, start, count), Optional.of(mask)));
        }
        return Tensors.cat(outputs, 0);
    }

    /** The same for a batch of pictures or sequences of equal length, one after the other. */
    private static Tensor batchByProducts(Tensor q, Tensor k, Tensor v, Optional<Tensor> mask) {
        Tensor out = byProducts( // [B*H, Tq, d]
                q.flatten(0, 1),
                k.flatten(0, 1).transpose(1, 2), // [B*H, d, Tk]
                v.flatten(0, 1),
                mask);
        return out.view(q.size(0), q.size(1), q.size(2), q.size(3)); // [B, H, Tq, d]
    }

    /**
     * Attention by two matrix products, for transposed keys.
     *
     * @param q {@code [H, n, d]}
     * @param k {@code [H, d, T]}
     * @param v {@code [H, T, d]}
     * @param mask added to the scores, {@code [n, T]}
     * @return {@code [H, n, d]}
     */
    public static Tensor byProducts(Tensor q, Tensor k, Tensor v, Optional<Tensor> mask) {
        long heads = q.size(0);
        long group = Math.max(1, MAX_SCORES / (q.size(1) * k.size(2)));
        Tensor scaled = Tensors.multiply(q, 1 / Math.sqrt(q.size(2)));
        List<Tensor> outputs = new ArrayList<>();
        for (long head = 0; head < heads; head += group) {
            long count = Math.min(group, heads - head);
            outputs.add(
                    products( // [h, n, d]
                            scaled.narrow(0, head, count), k.narrow(0, head, count), v.narrow(0, head, count), mask));
        }
        return Tensors.cat(outputs, 0);
    }

    /** Repeats each head of keys or values {@code [B, G, T, d]}: {@code [B, G * times, T, d]}. */
    public static Tensor shared(Tensor x, long times) {
        return times == 1 ? x : x.repeat_interleave(times, new LongOptional(1), new LongOptional());
    }

    /**
     * The same where several query heads read one key-value head: query head h reads {@code h / (H / G)}.
     *
     * @param q {@code [H, n, d]}
     * @param k {@code [G, d, T]}, H a multiple of G
     * @param v {@code [G, T, d]}
     * @param mask added to the scores, {@code [n, T]}
     * @return {@code [H, n, d]}
     */
    public static Tensor grouped(Tensor q, Tensor k, Tensor v, Optional<Tensor> mask) {
        long shared = q.size(0) / k.size(0);
        if (shared == 1) {
            return byProducts(q, k, v, mask);
        }
        Tensor rows = q.reshape(k.size(0), shared * q.size(1), q.size(2)); // [G, H/G * n, d]
        Optional<Tensor> masks = mask.map(each -> each.repeat(shared, 1)); // [H/G * n, T]
        return byProducts(rows, k, v, masks).reshape(q.shape());
    }

    /** The scores {@code [.., n, T]} of scaled queries, their softmax, and its product with the values. */
    private static Tensor products(Tensor scaled, Tensor k, Tensor v, Optional<Tensor> mask) {
        Tensor scores = scaled.matmul(k);
        return torch.softmax(mask.isPresent() ? scores.add_(mask.get()) : scores, -1)
                .matmul(v);
    }

    private static Tensor fused(Tensor q, Tensor k, Tensor v, boolean causal) {
        return torch.scaled_dot_product_attention(
                q, k, v, new TensorOptional(), 0.0, causal, new DoubleOptional(), false);
    }
}
