package io.github.qwenvl4j.family.qwenvl.vision;

import io.github.qwenvl4j.family.qwenvl.config.VisionConfig;
import io.github.qwenvl4j.nn.EncoderBlock;
import io.github.qwenvl4j.nn.LayerNorm;
import io.github.qwenvl4j.nn.LinearSpec;
import io.github.qwenvl4j.nn.Weights;

/** {@code x = x + attn(ln_1(x)); x = x + c_proj(gelu(c_fc(ln_2(x))))}, gelu exact; the rows of in_proj are grouped by head. */
final class VisionBlock {

    private VisionBlock() {}

    static EncoderBlock of(Weights weights, VisionConfig config) {
        long width = config.width();
        Weights attn = weights.in("attn");
        Weights mlp = weights.in("mlp");
        return new EncoderBlock(
                weights.backend(),
                config.heads(),
                config.headDim(),
                new LayerNorm(weights.in("ln_1"), width),
                attn.linear(LinearSpec.of("in_proj", 3 * width, width).withBias()),
                EncoderBlock.Order.BY_HEAD,
                attn.linear(LinearSpec.of("out_proj", width, width).withBias()),
                new LayerNorm(weights.in("ln_2"), width),
                mlp.linear(LinearSpec.of("c_fc", config.mlpSize(), width).withBias()),
                EncoderBlock.Activation.GELU,
                mlp.linear(LinearSpec.of("c_proj", width, config.mlpSize()).withBias()));
    }
}
