package io.github.qwenvl4j.family.qwen3vl;

import io.github.qwenvl4j.nn.DecoderBlock;
import io.github.qwenvl4j.nn.DecoderBlock.GateAndUp;
import io.github.qwenvl4j.nn.HeadSizes;
import io.github.qwenvl4j.nn.LinearSpec;
import io.github.qwenvl4j.nn.RmsNorm;
import io.github.qwenvl4j.nn.Weights;
import java.util.Optional;

/** {@code h = h + o_proj(attn(n)); h = h + down(silu(gate(m)) * up(m))}, with the norms n and m of h. */
final class TextBlock {

    private TextBlock() {}

    static DecoderBlock of(Weights weights, TextConfig config) {
        long hidden = config.hiddenSize();
        long queries = config.numHeads() * config.headDim();
        long keys = config.numKeyValueHeads() * config.headDim();
        long inner = config.intermediateSize();
        Weights attn = weights.in("self_attn");
        Weights mlp = weights.in("mlp");
        return new DecoderBlock(
                weights.backend(),
                new HeadSizes(config.numHeads(), config.numKeyValueHeads(), config.headDim()),
                new RmsNorm(weights.in("input_layernorm"), hidden, config.rmsNormEps()),
                attn.linear(LinearSpec.stacked(
                        LinearSpec.of("q_proj", queries, hidden),
                        LinearSpec.of("k_proj", keys, hidden),
                        LinearSpec.of("v_proj", keys, hidden))),
                Optional.of(new RmsNorm(attn.in("q_norm"), config.headDim(), config.rmsNormEps())),
                Optional.of(new RmsNorm(attn.in("k_norm"), config.headDim(), config.rmsNormEps())),
                attn.linear(LinearSpec.of("o_proj", hidden, queries)),
                new RmsNorm(weights.in("post_attention_layernorm"), hidden, config.rmsNormEps()),
                new GateAndUp(
                        mlp.linear(LinearSpec.stacked(
                                LinearSpec.of("gate_proj", inner, hidden), LinearSpec.of("up_proj", inner, hidden))),
                        inner,
                        true),
                mlp.linear(LinearSpec.of("down_proj", hidden, inner)));
    }
}
