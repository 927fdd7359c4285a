package io.github.qwenvl4j.nn;

import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * {@code softmax(q k^T / sqrt(d)) v}. On the CPU the inputs should be float32: LibTorch's bfloat16 kernel is ten times
 * slower there.
 */
public final class Attention {

    private Attention() {}

    /** Every query sees every key. q {@code [B, H, Tq, d]}, k and v {@code [B, H, Tk, d]} to {@code [B, H, Tq, d]}. */
    public static Tensor full(Tensor q, Tensor k, Tensor v) {
        return attend(q, k, v, new TensorOptional(), false);
    }

    /** Query i sees keys 0..i; as many queries as keys. */
    public static Tensor causal(Tensor q, Tensor k, Tensor v) {
        return attend(q, k, v, new TensorOptional(), true);
    }

    /** Query i sees the keys where {@code mask} {@code [Tq, Tk]} is true. */
    public static Tensor masked(Tensor q, Tensor k, Tensor v, Tensor mask) {
        return attend(q, k, v, new TensorOptional(mask), false);
    }

    private static Tensor attend(Tensor q, Tensor k, Tensor v, TensorOptional mask, boolean causal) {
        return torch.scaled_dot_product_attention(q, k, v, mask, 0.0, causal, new DoubleOptional(), false);
    }
}
