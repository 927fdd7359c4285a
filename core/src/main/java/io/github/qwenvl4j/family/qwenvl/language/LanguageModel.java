package io.github.qwenvl4j.family.qwenvl.language;

import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.attention.CachedSequences;
import io.github.qwenvl4j.attention.KvCache;
import io.github.qwenvl4j.attention.KvShape;
import io.github.qwenvl4j.attention.Rotation;
import io.github.qwenvl4j.attention.Sequences;
import io.github.qwenvl4j.family.qwenvl.config.LanguageConfig;
import io.github.qwenvl4j.nn.Decoder;
import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.nn.LinearSpec;
import io.github.qwenvl4j.nn.RmsNorm;
import io.github.qwenvl4j.nn.RowAdapters;
import io.github.qwenvl4j.nn.Table;
import io.github.qwenvl4j.nn.Weights;
import io.github.qwenvl4j.tensor.Backend;
import io.github.qwenvl4j.tensor.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** The decoder. Immutable and thread-safe; the state of a sequence is in its {@link KvCache}. */
public final class LanguageModel {

    private final LanguageConfig config;
    private final Backend backend;
    private final Table wte;
    private final RotaryEmbedding rotary;
    private final Decoder decoder;
    private final RmsNorm lnF;
    private final Linear lmHead;

    /** @param weights all weights of the checkpoint (the language model's keys begin at its root) */
    public LanguageModel(Weights weights, LanguageConfig config) {
        Weights transformer = weights.in("transformer");
        this.config = config;
        this.backend = weights.backend();
        this.wte = transformer.table("wte.weight", config.vocabSize(), config.hiddenSize());
        this.rotary = new RotaryEmbedding(config, backend);
        this.decoder = weights.decoder(IntStream.range(0, config.numHiddenLayers())
                .mapToObj(i -> LanguageBlock.of(transformer.in("h." + i), config))
                .toList());
        this.lnF = new RmsNorm(transformer.in("ln_f"), config.hiddenSize(), config.layerNormEpsilon());
        this.lmHead = weights.linear(LinearSpec.of("lm_head", config.vocabSize(), config.hiddenSize()));
    }

    public LanguageConfig config() {
        return config;
    }

    /** What computes it. */
    public Backend backend() {
        return backend;
    }

    /** An empty cache for one sequence; the caller closes it. */
    public KvCache newCache(KvCacheType type) {
        KvShape shape = new KvShape(config.numHiddenLayers(), config.numAttentionHeads(), config.headDim());
        return new KvCache(backend, shape, type);
    }

    /** Token embeddings {@code [R, D]}. */
    public Tensor embed(int[] ids) {
        return embed(ids, RowAdapters.NONE);
    }

    public Tensor embed(int[] ids, RowAdapters adapters) {
        return wte.rows(ids, adapters);
    }

    /**
     * The rotation of rows in training, without NTK and log-n scaling. Must be created within the scope of the step.
     */
    public Rotation inTraining(Sequences sequences) {
        return rotary.inTraining(sequences.indices());
    }

    /**
     * The rotation of rows in inference. Must be created within the scope of the step.
     *
     * @param ntkAlphas factor of each row's sequence
     */
    public Rotation inInference(Sequences sequences, double[] ntkAlphas) {
        return rotary.inInference(sequences.indices(), ntkAlphas);
    }

    /**
     * Runs all blocks and the final norm.
     *
     * @param h embeddings of the rows, {@code [R, D]}
     * @param adapters of the rows
     * @return hidden states {@code [R, D]}, owned by the caller's scope; caches of {@code sequences} have
     *     advanced
     */
    public Tensor forward(Tensor h, Sequences sequences, Rotation rotation, RowAdapters adapters) {
        return backend.scoped(() -> {
            Tensor x = decoder.forward(h, 0, decoder.size(), sequences, rotation, adapters);
            if (sequences instanceof CachedSequences cached) {
                cached.advance();
            }
            return lnF.forward(x);
        });
    }

    /** The blocks as functions {@code [R, D]} to {@code [R, D]} over these sequences, in order of execution. */
    public List<UnaryOperator<Tensor>> blocks(Sequences sequences, Rotation rotation) {
        return IntStream.range(0, decoder.size())
                .mapToObj(i -> (UnaryOperator<Tensor>)
                        h -> decoder.forward(h, i, i + 1, sequences, rotation, RowAdapters.NONE))
                .toList();
    }

    /** The final norm, {@code [R, D]} to the same. */
    public Tensor finalNorm(Tensor h) {
        return lnF.forward(h);
    }

    /** Logits {@code [R, V]} of hidden states {@code [R, D]}. */
    public Tensor logits(Tensor hidden) {
        return logits(hidden, RowAdapters.NONE);
    }

    public Tensor logits(Tensor hidden, RowAdapters adapters) {
        return lmHead.forward(hidden, adapters);
    }

    /**
     * The NTK factor for a prompt of {@code length} ids:
     * {@code max(2^ceil(log2(length / seq_length) + 1) - 1, 1)}.
     */
    public double ntkAlpha(int length) {
        if (!config.useDynamicNtk()) {
            return 1;
        }
        double ratio = Math.log((double) length / config.seqLength()) / Math.log(2) + 1;
        return Math.max(Math.pow(2, Math.ceil(ratio)) - 1, 1);
    }
}
