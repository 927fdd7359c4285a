package io.github.qwenvl4j.language;

import io.github.qwenvl4j.checkpoint.LanguageConfig;
import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.nn.LinearSpec;
import io.github.qwenvl4j.nn.Weights;
import io.github.qwenvl4j.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/** {@code c_proj(attention(rope(q), rope(k), v))} with {@code q, k, v = c_attn(x)}. */
final class SelfAttention {

    private final int layer;
    private final long heads;
    private final long headDim;
    private final Linear cAttn;
    private final Linear cProj;

    SelfAttention(Weights weights, LanguageConfig config, int layer) {
        long hidden = config.hiddenSize();
        long projection = config.projectionSize();
        this.layer = layer;
        this.heads = config.numAttentionHeads();
        this.headDim = config.headDim();
        this.cAttn =
                weights.linear(LinearSpec.of("c_attn", 3 * projection, hidden).withBias());
        this.cProj = weights.linear(LinearSpec.of("c_proj", hidden, projection));
    }

    /** {@code [R, D]} to the same shape. */
    Tensor forward(Tensor x, Sequences sequences, Positions positions) {
        Tensor qkv = Tensors.toFloat32(cAttn.forward(x)).view(x.size(0), 3 * heads, headDim); // [R, 3*H, d]
        Tensor qk = positions.rotate(qkv.narrow(1, 0, 2 * heads));
        Tensor q = positions.scale(qk.narrow(1, 0, heads));
        Tensor k = qk.narrow(1, heads, heads);
        Tensor v = qkv.narrow(1, 2 * heads, heads);
        Tensor out = sequences.attend(layer, q, k, v); // [R, H, d]
        return cProj.forward(out.reshape(x.size(0), heads * headDim));
    }
}
