package io.github.qwenvl4j.family.qwenvl.vision;

import io.github.qwenvl4j.family.qwenvl.config.VisionConfig;
import io.github.qwenvl4j.nn.Attention;
import io.github.qwenvl4j.nn.LayerNorm;
import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.nn.LinearSpec;
import io.github.qwenvl4j.nn.PositionGrid;
import io.github.qwenvl4j.nn.Weights;
import io.github.qwenvl4j.tensor.Scopes;
import io.github.qwenvl4j.tensor.Tensors;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * {@code attn_pool}: learned queries read the patches by one layer of cross-attention; positions are added to queries
 * and keys, not to values.
 */
public final class Resampler {

    private final long outputDim;
    private final long queries;
    private final long heads;
    private final Tensor query;
    private final Tensor posEmbed;
    private final UnaryOperator<Tensor> kvProj;
    private final LayerNorm lnQ;
    private final LayerNorm lnKv;
    private final Linear qProj;
    private final Linear kProj;
    private final Linear vProj;
    private final Linear outProj;
    private final torch.ScalarType dtype;

    Resampler(Weights weights, VisionConfig config) {
        this.outputDim = config.outputDim();
        this.queries = config.nQueries();
        this.heads = config.resamplerHeads();
        this.query = weights.tensor("query", queries, outputDim);
        this.posEmbed = weights.tensor("pos_embed", queries, outputDim);
        this.kvProj = kvProj(weights, config);
        this.lnQ = new LayerNorm(weights.in("ln_q"), outputDim);
        this.lnKv = new LayerNorm(weights.in("ln_kv"), outputDim);
        Weights attn = weights.in("attn");
        this.qProj = attn.linear(inProj(0));
        this.kProj = attn.linear(inProj(1));
        this.vProj = attn.linear(inProj(2));
        this.dtype = weights.attentionDtype();
        this.outProj =
                attn.linear(LinearSpec.of("out_proj", outputDim, outputDim).withBias());
    }

    private static UnaryOperator<Tensor> kvProj(Weights weights, VisionConfig config) {
        if (config.width() == config.outputDim()) {
            return UnaryOperator.identity(); // in this case the checkpoint has no kv_proj
        }
        Linear projection = weights.linear(LinearSpec.of("kv_proj", config.outputDim(), config.width()));
        return projection::forward;
    }

    /** The rows of q (0), k (1) or v (2) within {@code in_proj_weight}. */
    private LinearSpec inProj(int third) {
        List<Long> shape = List.of(3 * outputDim, outputDim);
        return new LinearSpec(
                outputDim,
                List.of(new LinearSpec.Part(
                        "in_proj_weight", Optional.of("in_proj_bias"), shape, third * outputDim, outputDim)));
    }

    /** Patches {@code [B, P, width]} to {@code [B, Q, D]}. */
    public Tensor forward(Tensor patches) {
        return Scopes.scoped(() -> {
            long batch = patches.size(0);
            Tensor kv = lnKv.forward(Tensors.toFloat32(kvProj.apply(patches))); // [B, P, D]
            Tensor q = lnQ.forward(query).add(posEmbed); // [Q, D]
            Tensor k = kv.add(PositionGrid.resize(posEmbed, kv.size(1)));
            Tensor out = Attention.full(
                    split(qProj.forward(q.unsqueeze(0))).expand(batch, heads, queries, outputDim / heads),
                    split(kProj.forward(k)),
                    split(vProj.forward(kv))); // [B, H, Q, d]
            return outProj.forward(out.transpose(1, 2).reshape(batch, queries, outputDim));
        });
    }

    /** {@code [B, n, D]} to {@code [B, H, n, d]}. */
    private Tensor split(Tensor x) {
        return Tensors.to(x, dtype)
                .view(x.size(0), x.size(1), heads, outputDim / heads)
                .transpose(1, 2);
    }
}
