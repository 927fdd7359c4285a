package io.github.qwenvl4j.nn;

import io.github.qwenvl4j.tensor.Tensors;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * {@code softmax(q k^T / sqrt(d)) v}, by one of two ways on the CPU. LibTorch's fused kernel in float32 is the fastest and
 * leanest forward, but slow backward, and in bfloat16 ten times slower both ways. While a graph is recorded in bfloat16,
 * plain bfloat16 products take half its time, at the cost of keeping {@code [B, H, Tq, Tk]}.
 */
public final class Attention {

    private Attention() {}

    /** The dtype that q, k and v should have, given what the projection before them made. */
    public static torch.ScalarType dtypeFor(Tensor projected) {
        return byProducts(projected) ? projected.scalar_type() : torch.ScalarType.Float;
    }

    private static boolean byProducts(Tensor x) {
        return x.scalar_type() == torch.ScalarType.BFloat16 && x.requires_grad();
    }

    /** Every query sees every key. q {@code [B, H, Tq, d]}, k and v {@code [B, H, Tk, d]} to {@code [B, H, Tq, d]}. */
    public static Tensor full(Tensor q, Tensor k, Tensor v) {
        return byProducts(q) ? product(scores(q, k), v) : attend(q, k, v, new TensorOptional(), false);
    }

    /** Query i sees keys 0..i; as many queries as keys. */
    public static Tensor causal(Tensor q, Tensor k, Tensor v) {
        return byProducts(q) ? product(scores(q, k).add_(later(q)), v) : attend(q, k, v, new TensorOptional(), true);
    }

    /** {@code [B, H, Tq, Tk]} */
    private static Tensor scores(Tensor q, Tensor k) {
        return Tensors.multiply(q, 1 / Math.sqrt(q.size(3))).matmul(k.transpose(2, 3));
    }

    private static Tensor product(Tensor scores, Tensor v) {
        return torch.softmax(scores, -1).matmul(v);
    }

    /** {@code [T, T]}: minus infinity where the key is later than the query, else 0. */
    private static Tensor later(Tensor q) {
        long length = q.size(2);
        Tensor all = torch.full(new long[] {length, length}, new Scalar(Float.NEGATIVE_INFINITY));
        return all.triu(1).to(q.scalar_type());
    }

    /** Query i sees the keys where {@code mask} {@code [Tq, Tk]} is true. */
    public static Tensor masked(Tensor q, Tensor k, Tensor v, Tensor mask) {
        return attend(q, k, v, new TensorOptional(mask), false);
    }

    private static Tensor attend(Tensor q, Tensor k, Tensor v, TensorOptional mask, boolean causal) {
        return torch.scaled_dot_product_attention(q, k, v, mask, 0.0, causal, new DoubleOptional(), false);
    }
}
