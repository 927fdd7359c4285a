package io.github.qwenvl4j.family.qwen3vl;

import io.github.qwenvl4j.attention.Rotation;
import io.github.qwenvl4j.attention.Sequences;
import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.nn.LinearSpec;
import io.github.qwenvl4j.nn.RmsNorm;
import io.github.qwenvl4j.nn.Weights;
import io.github.qwenvl4j.tensor.Scopes;
import io.github.qwenvl4j.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** {@code h = h + o_proj(attn(n)); h = h + down(silu(gate(m)) * up(m))}, with the norms n and m of h. */
final class TextBlock {

    private final int layer;
    private final long heads;
    private final long kvHeads;
    private final long headDim;
    private final long inner;
    private final RmsNorm inputNorm;
    private final RmsNorm postAttentionNorm;
    private final RmsNorm qNorm;
    private final RmsNorm kNorm;
    private final Linear qkv;
    private final Linear oProj;
    private final Linear gateUp;
    private final Linear downProj;
    private final torch.ScalarType dtype;

    TextBlock(Weights weights, TextConfig config, int layer) {
        long hidden = config.hiddenSize();
        Weights attn = weights.in("self_attn");
        Weights mlp = weights.in("mlp");
        this.layer = layer;
        this.heads = config.numHeads();
        this.kvHeads = config.numKeyValueHeads();
        this.headDim = config.headDim();
        this.inner = config.intermediateSize();
        this.inputNorm = new RmsNorm(weights.in("input_layernorm"), hidden, config.rmsNormEps());
        this.postAttentionNorm = new RmsNorm(weights.in("post_attention_layernorm"), hidden, config.rmsNormEps());
        this.qNorm = new RmsNorm(attn.in("q_norm"), headDim, config.rmsNormEps());
        this.kNorm = new RmsNorm(attn.in("k_norm"), headDim, config.rmsNormEps());
        this.qkv = attn.linear(LinearSpec.stacked(
                LinearSpec.of("q_proj", heads * headDim, hidden),
                LinearSpec.of("k_proj", kvHeads * headDim, hidden),
                LinearSpec.of("v_proj", kvHeads * headDim, hidden)));
        this.oProj = attn.linear(LinearSpec.of("o_proj", hidden, heads * headDim));
        this.gateUp = mlp.linear(
                LinearSpec.stacked(LinearSpec.of("gate_proj", inner, hidden), LinearSpec.of("up_proj", inner, hidden)));
        this.downProj = mlp.linear(LinearSpec.of("down_proj", hidden, inner));
        this.dtype = weights.attentionDtype();
    }

    /** {@code [R, D]} float32 to the same. */
    Tensor forward(Tensor h, Sequences sequences, Rotation rotation) {
        return Scopes.scoped(() -> {
            Tensor afterAttention = h.add(attend(inputNorm.forward(h), sequences, rotation));
            return afterAttention.add(mlp(postAttentionNorm.forward(afterAttention)));
        });
    }

    private Tensor attend(Tensor n, Sequences sequences, Rotation rotation) {
        Tensor projected = qkv.forward(n).view(n.size(0), heads + 2 * kvHeads, headDim); // [R, H + 2 G, d]
        Tensor q = rotation.rotate(qNorm.forward(Tensors.toFloat32(projected.narrow(1, 0, heads))));
        Tensor k = rotation.rotate(kNorm.forward(Tensors.toFloat32(projected.narrow(1, heads, kvHeads))));
        Tensor v = projected.narrow(1, heads + kvHeads, kvHeads);
        Tensor out = sequences.attend(layer, Tensors.to(q, dtype), Tensors.to(k, dtype), Tensors.to(v, dtype));
        return oProj.forward(out.reshape(n.size(0), heads * headDim));
    }

    private Tensor mlp(Tensor n) {
        Tensor both = gateUp.forward(n); // [R, 2 * inner]
        Tensor gate = torch.silu(both.narrow(1, 0, inner));
        return downProj.forward(gate.mul(both.narrow(1, inner, inner)));
    }
}
