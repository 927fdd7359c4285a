package io.github.qwenvl4j.family.qwenvl.vision;

import io.github.qwenvl4j.family.qwenvl.config.VisionConfig;
import io.github.qwenvl4j.nn.LayerNorm;
import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.nn.LinearSpec;
import io.github.qwenvl4j.nn.RowAdapters;
import io.github.qwenvl4j.nn.Weights;
import io.github.qwenvl4j.tensor.Backend;
import io.github.qwenvl4j.tensor.Tensor;

/** {@code x = x + attn(ln_1(x)); x = x + c_proj(gelu(c_fc(ln_2(x))))}, gelu exact. */
public final class VisionBlock {

    private final Backend backend;
    private final LayerNorm ln1;
    private final VisionAttention attn;
    private final LayerNorm ln2;
    private final Linear cFc;
    private final Linear cProj;

    VisionBlock(Weights weights, VisionConfig config) {
        long width = config.width();
        Weights mlp = weights.in("mlp");
        this.backend = weights.backend();
        this.ln1 = new LayerNorm(weights.in("ln_1"), width);
        this.attn = new VisionAttention(weights.in("attn"), config);
        this.ln2 = new LayerNorm(weights.in("ln_2"), width);
        this.cFc = mlp.linear(LinearSpec.of("c_fc", config.mlpSize(), width).withBias());
        this.cProj = mlp.linear(LinearSpec.of("c_proj", width, config.mlpSize()).withBias());
    }

    /** {@code [B P, width]} to the same. */
    public Tensor forward(Tensor x, int pictures) {
        return forward(x, pictures, RowAdapters.NONE);
    }

    Tensor forward(Tensor x, int pictures, RowAdapters adapters) {
        return backend.scoped(() -> {
            Tensor h = x.add(attn.forward(ln1.forward(x), pictures, adapters));
            return h.add(cProj.forward(cFc.forward(ln2.forward(h), adapters).gelu(), adapters));
        });
    }
}
