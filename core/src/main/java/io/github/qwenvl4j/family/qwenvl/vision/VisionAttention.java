package io.github.qwenvl4j.family.qwenvl.vision;

import io.github.qwenvl4j.family.qwenvl.config.VisionConfig;
import io.github.qwenvl4j.nn.Attention;
import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.nn.LinearSpec;
import io.github.qwenvl4j.nn.Weights;
import io.github.qwenvl4j.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Multi-head self-attention whose {@code in_proj} rows are grouped by head: q_0 k_0 v_0 q_1 k_1 v_1 ... */
final class VisionAttention {

    private final long heads;
    private final long headDim;
    private final Linear inProj;
    private final Linear outProj;
    private final torch.ScalarType dtype;

    VisionAttention(Weights weights, VisionConfig config) {
        long width = config.width();
        this.heads = config.heads();
        this.headDim = config.headDim();
        this.inProj = weights.linear(LinearSpec.of("in_proj", 3 * width, width).withBias());
        this.outProj = weights.linear(LinearSpec.of("out_proj", width, width).withBias());
        this.dtype = weights.attentionDtype();
    }

    /** {@code [B, P, width]} to the same shape. */
    Tensor forward(Tensor x) {
        long batch = x.size(0);
        long patches = x.size(1);
        Tensor qkv = Tensors.to(inProj.forward(x), dtype)
                .view(batch, patches, heads, 3 * headDim)
                .transpose(1, 2); // [B, H, P, 3*d]
        Tensor q = qkv.narrow(3, 0, headDim);
        Tensor k = qkv.narrow(3, headDim, headDim);
        Tensor v = qkv.narrow(3, 2 * headDim, headDim);
        Tensor out = Attention.full(q, k, v); // [B, H, P, d]
        return outProj.forward(out.transpose(1, 2).reshape(batch, patches, heads * headDim));
    }
}
