package io.github.qwenvl4j.family.qwenvl.language;

import io.github.qwenvl4j.attention.Rotation;
import io.github.qwenvl4j.attention.Sequences;
import io.github.qwenvl4j.family.qwenvl.config.LanguageConfig;
import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.nn.LinearSpec;
import io.github.qwenvl4j.nn.RmsNorm;
import io.github.qwenvl4j.nn.Weights;
import io.github.qwenvl4j.tensor.Scopes;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** {@code h = h + attn(ln_1(h)); h = h + c_proj(w1(n) * silu(w2(n))), n = ln_2(h)}. */
final class LanguageBlock {

    private final long mlpSize;
    private final RmsNorm ln1;
    private final SelfAttention attn;
    private final RmsNorm ln2;
    private final Linear w1w2;
    private final Linear cProj;

    LanguageBlock(Weights weights, LanguageConfig config, int layer) {
        long hidden = config.hiddenSize();
        Weights mlp = weights.in("mlp");
        this.mlpSize = config.mlpSize();
        this.ln1 = new RmsNorm(weights.in("ln_1"), hidden, config.layerNormEpsilon());
        this.attn = new SelfAttention(weights.in("attn"), config, layer);
        this.ln2 = new RmsNorm(weights.in("ln_2"), hidden, config.layerNormEpsilon());
        this.w1w2 = mlp.linear(
                LinearSpec.stacked(LinearSpec.of("w1", mlpSize, hidden), LinearSpec.of("w2", mlpSize, hidden)));
        this.cProj = mlp.linear(LinearSpec.of("c_proj", hidden, mlpSize));
    }

    /** {@code [R, D]} float32 to the same. */
    Tensor forward(Tensor h, Sequences sequences, Rotation rotation) {
        return Scopes.scoped(() -> {
            Tensor afterAttention = h.add(attn.forward(ln1.forward(h), sequences, rotation));
            return afterAttention.add(mlp(ln2.forward(afterAttention)));
        });
    }

    private Tensor mlp(Tensor n) {
        Tensor both = w1w2.forward(n); // [R, 2 * mlpSize]
        Tensor gate = torch.silu(both.narrow(1, mlpSize, mlpSize));
        return cProj.forward(both.narrow(1, 0, mlpSize).mul(gate));
    }
}
