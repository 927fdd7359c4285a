package io.github.qwenvl4j.family.qwenvl.language;

import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.attention.BranchedBatch;
import io.github.qwenvl4j.attention.CachedSequences;
import io.github.qwenvl4j.attention.KvCache;
import io.github.qwenvl4j.attention.KvShape;
import io.github.qwenvl4j.attention.Rotation;
import io.github.qwenvl4j.attention.Sequences;
import io.github.qwenvl4j.decoder.Decoder;
import io.github.qwenvl4j.family.qwenvl.config.LanguageConfig;
import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.nn.LinearSpec;
import io.github.qwenvl4j.nn.RmsNorm;
import io.github.qwenvl4j.nn.Weights;
import io.github.qwenvl4j.tensor.ComputeDevice;
import io.github.qwenvl4j.tensor.Scopes;
import io.github.qwenvl4j.tensor.Tensors;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The decoder. Immutable and thread-safe; the state of a sequence is in its {@link KvCache}. */
public final class LanguageModel {

    private final LanguageConfig config;
    private final ComputeDevice device;
    private final torch.ScalarType attentionDtype;
    private final Tensor wte;
    private final RotaryEmbedding rotary;
    private final Decoder decoder;
    private final RmsNorm lnF;
    private final Linear lmHead;

    /** @param weights all weights of the checkpoint (the language model's keys begin at its root) */
    public LanguageModel(Weights weights, LanguageConfig config, ComputeDevice device) {
        Weights transformer = weights.in("transformer");
        this.config = config;
        this.device = device;
        this.attentionDtype = weights.attentionDtype();
        this.wte = transformer.table("wte.weight", config.vocabSize(), config.hiddenSize());
        this.rotary = new RotaryEmbedding(config, device);
        this.decoder = new Decoder(IntStream.range(0, config.numHiddenLayers())
                .mapToObj(i -> LanguageBlock.of(transformer.in("h." + i), config))
                .toList());
        this.lnF = new RmsNorm(transformer.in("ln_f"), config.hiddenSize(), config.layerNormEpsilon());
        this.lmHead = weights.linear(LinearSpec.of("lm_head", config.vocabSize(), config.hiddenSize()));
    }

    public LanguageConfig config() {
        return config;
    }

    public ComputeDevice device() {
        return device;
    }

    /** An empty cache for one sequence; the caller closes it. */
    public KvCache newCache(KvCacheType type) {
        KvShape shape = new KvShape(config.numHiddenLayers(), config.numAttentionHeads(), config.headDim());
        return new KvCache(shape, type, attentionDtype, device);
    }

    /**
     * Whole sequences with branches, for training, without NTK and log-n scaling. Must be created within the scope of
     * the step.
     *
     * @param branches {@code batch * length}: 0 for a token of the trunk, otherwise the number of its branch, from 1. A
     *     token attends to itself and to the earlier tokens of the trunk and of its own branch
     */
    public Sequences branched(int batch, int length, int[] branches) {
        return new BranchedBatch(batch, length, branches, attentionDtype, device);
    }

    /** Token embeddings {@code [R, D]} float32 of ids {@code [R]} (int64, on the CPU). */
    public Tensor embed(Tensor ids) {
        return Scopes.scoped(() -> Tensors.toFloat32(torch.embedding(wte, device.place(ids))));
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
     * @param h embeddings of the rows, {@code [R, D]} float32
     * @return hidden states {@code [R, D]} float32, owned by the caller's scope; caches of {@code sequences} have
     *     advanced
     */
    public Tensor forward(Tensor h, Sequences sequences, Rotation rotation) {
        return Scopes.scoped(() -> {
            Tensor x = decoder.forward(h, 0, decoder.size(), sequences, rotation);
            if (sequences instanceof CachedSequences cached) {
                cached.advance();
            }
            return lnF.forward(x);
        });
    }

    /** The blocks as functions {@code [R, D]} to {@code [R, D]} over these sequences, in order of execution. */
    public List<UnaryOperator<Tensor>> blocks(Sequences sequences, Rotation rotation) {
        return IntStream.range(0, decoder.size())
                .mapToObj(i -> (UnaryOperator<Tensor>) h -> decoder.forward(h, i, i + 1, sequences, rotation))
                .toList();
    }

    /** The final norm, {@code [R, D]} to the same. */
    public Tensor finalNorm(Tensor h) {
        return lnF.forward(h);
    }

    /** Logits {@code [R, V]} float32 of hidden states {@code [R, D]}. */
    public Tensor logits(Tensor hidden) {
        return Scopes.scoped(() -> Tensors.toFloat32(lmHead.forward(hidden)));
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
