package io.github.qwenvl4j.family.qwenvl.vision;

import io.github.qwenvl4j.family.qwenvl.config.VisionConfig;
import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.nn.LinearSpec;
import io.github.qwenvl4j.nn.RowAdapters;
import io.github.qwenvl4j.nn.Weights;
import io.github.qwenvl4j.tensor.Tensor;

/** Multi-head self-attention whose {@code in_proj} rows are grouped by head: q_0 k_0 v_0 q_1 k_1 v_1 ... */
final class VisionAttention {

    private final long heads;
    private final long headDim;
    private final Linear inProj;
    private final Linear outProj;

    VisionAttention(Weights weights, VisionConfig config) {
        long width = config.width();
        this.heads = config.heads();
        this.headDim = config.headDim();
        this.inProj = weights.linear(LinearSpec.of("in_proj", 3 * width, width).withBias());
        this.outProj = weights.linear(LinearSpec.of("out_proj", width, width).withBias());
    }

    /** {@code [B P, width]} to the same shape. */
    Tensor forward(Tensor x, int pictures, RowAdapters adapters) {
        Tensor qkv = inProj.forward(x, adapters).view(x.size(0), heads, 3 * headDim); // [B P, H, 3 d]
        Tensor q = qkv.narrow(2, 0, headDim);
        Tensor k = qkv.narrow(2, headDim, headDim);
        Tensor v = qkv.narrow(2, 2 * headDim, headDim);
        return outProj.forward(q.attend(k, v, pictures).view(x.size(0), heads * headDim), adapters);
    }
}
