package io.github.qwenvl4j.family.qwenvl.vision;

import io.github.qwenvl4j.family.qwenvl.config.VisionConfig;
import io.github.qwenvl4j.nn.LayerNorm;
import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.nn.LinearSpec;
import io.github.qwenvl4j.nn.PositionGrid;
import io.github.qwenvl4j.nn.RowAdapters;
import io.github.qwenvl4j.nn.Weights;
import io.github.qwenvl4j.tensor.Backend;
import io.github.qwenvl4j.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * {@code attn_pool}: learned queries read the patches by one layer of cross-attention; positions are added to queries
 * and keys, not to values.
 */
public final class Resampler {

    private final Backend backend;
    private final long outputDim;
    private final long queries;
    private final long heads;
    private final Tensor query;
    private final Tensor posEmbed;
    private final BiFunction<Tensor, RowAdapters, Tensor> kvProj;
    private final LayerNorm lnQ;
    private final LayerNorm lnKv;
    private final Linear qProj;
    private final Linear kProj;
    private final Linear vProj;
    private final Linear outProj;

    Resampler(Weights weights, VisionConfig config) {
        this.backend = weights.backend();
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
        this.outProj =
                attn.linear(LinearSpec.of("out_proj", outputDim, outputDim).withBias());
    }

    private static BiFunction<Tensor, RowAdapters, Tensor> kvProj(Weights weights, VisionConfig config) {
        if (config.width() == config.outputDim()) {
            return (patches, adapters) -> patches; // in this case the checkpoint has no kv_proj
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

    /** Patches {@code [B P, width]} to {@code [B Q, D]}. */
    public Tensor forward(Tensor patches, int pictures) {
        return forward(patches, pictures, RowAdapters.NONE);
    }

    Tensor forward(Tensor patches, int pictures, RowAdapters adapters) {
        return backend.scoped(() -> {
            Tensor kv = lnKv.forward(kvProj.apply(patches, adapters)); // [B P, D]
            Tensor q = lnQ.forward(query).add(posEmbed); // [Q, D]
            Tensor k = kv.add(PositionGrid.resize(posEmbed, kv.size(0) / pictures));
            Tensor out = split(qProj.forward(q).repeat(pictures)) // [B Q, H, d]
                    .attend(split(kProj.forward(k)), split(vProj.forward(kv)), pictures);
            return outProj.forward(out.view(pictures * queries, outputDim), adapters);
        });
    }

    /** {@code [n, D]} to {@code [n, H, d]}. */
    private Tensor split(Tensor x) {
        return x.view(x.size(0), heads, outputDim / heads);
    }
}
