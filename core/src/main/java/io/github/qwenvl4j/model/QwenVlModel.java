package io.github.qwenvl4j.model;

import io.github.qwenvl4j.attention.CachedSequences;
import io.github.qwenvl4j.checkpoint.QwenVlConfig;
import io.github.qwenvl4j.language.LanguageModel;
import io.github.qwenvl4j.nn.Weights;
import io.github.qwenvl4j.tensor.ComputeDevice;
import io.github.qwenvl4j.tensor.Scopes;
import io.github.qwenvl4j.tensor.Tensors;
import io.github.qwenvl4j.vision.VisionTask;
import io.github.qwenvl4j.vision.VisionTower;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.bytedeco.pytorch.Tensor;

/**
 * Vision tower and language model joined. Immutable and thread-safe: what a conversation remembers lies in its
 * {@link Session}. The weights belong to the store it was built from.
 */
public final class QwenVlModel {

    private final QwenVlConfig config;
    private final VisionTower visual;
    private final LanguageModel language;

    /** @param weights all weights, from the root of the checkpoint's names */
    public QwenVlModel(Weights weights, QwenVlConfig config, ComputeDevice device) {
        this.config = config;
        this.visual = new VisionTower(weights.in("transformer").in("visual"), config.vision());
        this.language = new LanguageModel(weights, config.language(), device);
    }

    /**
     * Image features.
     *
     * @param pixels normalised, {@code [B, 3, S, S]} float32, on the CPU
     * @return {@code [B, Q, D]} float32, owned by the caller's scope
     */
    public Tensor encode(Tensor pixels) {
        return Scopes.scoped(() -> visual.forward(language.device().place(pixels)));
    }

    /**
     * Embeddings of tokens, with image features in the rows kept for them. The only place where features enter the
     * sequence.
     *
     * @param ids {@code [R]}; what stands in the image rows is overwritten
     * @param imageRows rows between {@code <img>} and {@code </img>}, in order
     * @param features {@code [imageRows.length, D]}
     * @return {@code [R, D]} float32, owned by the caller's scope
     * @throws IllegalArgumentException when rows and features differ in number
     */
    public Tensor embed(int[] ids, long[] imageRows, Tensor features) {
        if (features.size(0) != imageRows.length) {
            throw new IllegalArgumentException("the prompt keeps " + imageRows.length + " rows for image features, but "
                    + features.size(0) + " features were given");
        }
        return Scopes.scoped(() -> {
            Tensor rows = language.device().place(Tensors.longs(imageRows));
            return embed(ids).index_copy(0, rows, features);
        });
    }

    /**
     * Embeddings of rows {@code [from, to)} of a prompt.
     *
     * @param features of the prompt's images in order, {@code [images * Q, D]}; not read when it has none
     */
    public Tensor embed(Prompt prompt, Tensor features, int from, int to) {
        int queries = config.vision().nQueries();
        int[] ids = Arrays.copyOfRange(prompt.ids(), from, to);
        long[] rows = prompt.imageRows(queries, from, to);
        if (rows.length == 0) {
            return embed(ids);
        }
        long[] relative = Arrays.stream(rows).map(row -> row - from).toArray();
        return embed(ids, relative, features.narrow(0, prompt.imageRows(queries, 0, from).length, rows.length));
    }

    /** Begins to encode pictures. @param pixels normalised, {@code [B, 3, S, S]} float32, on the CPU */
    public VisionTask beginVision(Tensor pixels) {
        return new VisionTask(visual, language.device().place(pixels));
    }

    /** Embeddings {@code [R, D]} float32 of tokens without images. */
    public Tensor embed(int[] ids) {
        return Scopes.scoped(() -> language.embed(Tensors.longs(ids)));
    }

    /**
     * Runs the language model over the next rows of several sessions at once; each session then remembers its rows.
     *
     * @return final hidden states {@code [R, D]} float32 of all chunks' rows, in order, owned by the caller's scope
     */
    public Tensor forward(List<Chunk> chunks) {
        return Scopes.scoped(() -> {
            List<CachedSequences.Segment> segments = new ArrayList<>();
            List<Tensor> embeddings = new ArrayList<>();
            for (Chunk chunk : chunks) {
                segments.add(chunk.session().segment(chunk.keys().length));
                embeddings.add(chunk.embeddings());
            }
            CachedSequences sequences = new CachedSequences(segments);
            double[] alphas = chunks.stream()
                    .flatMapToDouble(chunk ->
                            DoubleStream.generate(chunk.session()::ntkAlpha).limit(chunk.keys().length))
                    .toArray();
            Tensor hidden =
                    language.forward(Tensors.cat(embeddings, 0), sequences, language.inInference(sequences, alphas));
            chunks.forEach(chunk -> chunk.session().remember(chunk.keys()));
            return hidden;
        });
    }

    /** Logits {@code [R, V]} float32 of hidden states {@code [R, D]}, owned by the caller's scope. */
    public Tensor logits(Tensor hidden) {
        return language.logits(hidden);
    }

    public QwenVlConfig config() {
        return config;
    }

    public VisionTower visual() {
        return visual;
    }

    public LanguageModel language() {
        return language;
    }
}
