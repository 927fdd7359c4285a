package io.github.qwenvl4j.family.qwenvl.language;

import io.github.qwenvl4j.family.qwenvl.config.LanguageConfig;
import io.github.qwenvl4j.nn.DecoderBlock;
import io.github.qwenvl4j.nn.DecoderBlock.GateAndUp;
import io.github.qwenvl4j.nn.HeadSizes;
import io.github.qwenvl4j.nn.LinearSpec;
import io.github.qwenvl4j.nn.RmsNorm;
import io.github.qwenvl4j.nn.Weights;
import java.util.Optional;

/** {@code h = h + attn(ln_1(h)); h = h + c_proj(w1(n) * silu(w2(n))), n = ln_2(h)}. */
final class LanguageBlock {

    private LanguageBlock() {}

    static DecoderBlock of(Weights weights, LanguageConfig config) {
        long hidden = config.hiddenSize();
        long projection = config.projectionSize();
        long inner = config.mlpSize();
        Weights attn = weights.in("attn");
        Weights mlp = weights.in("mlp");
        return new DecoderBlock(
                weights.backend(),
                new HeadSizes(config.numAttentionHeads(), config.numAttentionHeads(), config.headDim()),
                new RmsNorm(weights.in("ln_1"), hidden, config.layerNormEpsilon()),
                attn.linear(LinearSpec.of("c_attn", 3 * projection, hidden).withBias()),
                Optional.empty(),
                Optional.empty(),
                attn.linear(LinearSpec.of("c_proj", hidden, projection)),
                new RmsNorm(weights.in("ln_2"), hidden, config.layerNormEpsilon()),
                new GateAndUp(
                        mlp.linear(LinearSpec.stacked(
                                LinearSpec.of("w1", inner, hidden), LinearSpec.of("w2", inner, hidden))),
                        inner,
                        false),
                mlp.linear(LinearSpec.of("c_proj", hidden, inner)));
    }
}
