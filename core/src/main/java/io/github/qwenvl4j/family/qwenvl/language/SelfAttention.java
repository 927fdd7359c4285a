package io.github.qwenvl4j.family.qwenvl.language;

import io.github.qwenvl4j.attention.Rotation;
import io.github.qwenvl4j.attention.Sequences;
import io.github.qwenvl4j.family.qwenvl.config.LanguageConfig;
import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.nn.LinearSpec;
import io.github.qwenvl4j.nn.Weights;
import io.github.qwenvl4j.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** {@code c_proj(attention(rope(q), rope(k), v))} with {@code q, k, v = c_attn(x)}. */
final class SelfAttention {

    private final int layer;
    private final long heads;
    private final long headDim;
    private final Linear cAttn;
    private final Linear cProj;
    private final torch.ScalarType dtype;

    SelfAttention(Weights weights, LanguageConfig config, int layer) {
        long hidden = config.hiddenSize();
        long projection = config.projectionSize();
        this.layer = layer;
        this.heads = config.numAttentionHeads();
        this.headDim = config.headDim();
        this.cAttn =
                weights.linear(LinearSpec.of("c_attn", 3 * projection, hidden).withBias());
        this.cProj = weights.linear(LinearSpec.of("c_proj", hidden, projection));
        this.dtype = weights.attentionDtype();
    }

    /** {@code [R, D]} to the same shape. */
    Tensor forward(Tensor x, Sequences sequences, Rotation rotation) {
        Tensor qkv = cAttn.forward(x).view(x.size(0), 3 * heads, headDim); // [R, 3*H, d]
        Tensor qk = rotation.rotate(Tensors.toFloat32(qkv.narrow(1, 0, 2 * heads)));
        Tensor q = Tensors.to(rotation.scale(qk.narrow(1, 0, heads)), dtype);
        Tensor k = Tensors.to(qk.narrow(1, heads, heads), dtype);
        Tensor v = Tensors.to(qkv.narrow(1, 2 * heads, heads), dtype);
        Tensor out = sequences.attend(layer, q, k, v); // [R, H, d]
        return cProj.forward(out.reshape(x.size(0), heads * headDim));
    }
}
