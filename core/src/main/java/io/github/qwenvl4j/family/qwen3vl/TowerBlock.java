package io.github.qwenvl4j.family.qwen3vl;

import io.github.qwenvl4j.nn.EncoderBlock;
import io.github.qwenvl4j.nn.LayerNorm;
import io.github.qwenvl4j.nn.LinearSpec;
import io.github.qwenvl4j.nn.Weights;

/** {@code x = x + proj(attn(norm1(x))); x = x + fc2(gelu_tanh(fc1(norm2(x))))}; attention stays within a frame. */
final class TowerBlock {

    private TowerBlock() {}

    static EncoderBlock of(Weights weights, TowerConfig config) {
        long hidden = config.hiddenSize();
        long inner = config.intermediateSize();
        Weights attn = weights.in("attn");
        Weights mlp = weights.in("mlp");
        return new EncoderBlock(
                weights.backend(),
                config.numHeads(),
                config.headDim(),
                new LayerNorm(weights.in("norm1"), hidden),
                attn.linear(LinearSpec.of("qkv", 3 * hidden, hidden).withBias()),
                EncoderBlock.Order.BY_KIND,
                attn.linear(LinearSpec.of("proj", hidden, hidden).withBias()),
                new LayerNorm(weights.in("norm2"), hidden),
                mlp.linear(LinearSpec.of("linear_fc1", inner, hidden).withBias()),
                EncoderBlock.Activation.GELU_TANH,
                mlp.linear(LinearSpec.of("linear_fc2", hidden, inner).withBias()));
    }
}
