package io.github.qwenvl4j.family.qwen3vl;

import io.github.qwenvl4j.attention.Rotation;
import io.github.qwenvl4j.attention.Sequences;
import io.github.qwenvl4j.family.StepPictures;
import io.github.qwenvl4j.nn.Decoder;
import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.nn.LinearSpec;
import io.github.qwenvl4j.nn.RmsNorm;
import io.github.qwenvl4j.nn.RowAdapters;
import io.github.qwenvl4j.nn.Table;
import io.github.qwenvl4j.nn.Weights;
import io.github.qwenvl4j.tensor.Backend;
import io.github.qwenvl4j.tensor.Tensor;
import java.util.stream.IntStream;

/** {@code model.language_model} and its head. Immutable, thread-safe. */
final class TextModel {

    private final Backend backend;
    private final Table embedTokens;
    private final MultimodalRotary rotary;
    private final Decoder decoder;
    private final RmsNorm norm;
    private final Linear lmHead;

    /** @param weights all weights of the checkpoint */
    TextModel(Weights weights, TextConfig config) {
        Weights model = weights.in("model").in("language_model");
        this.backend = weights.backend();
        this.embedTokens = model.table("embed_tokens.weight", config.vocabSize(), config.hiddenSize());
        this.rotary = new MultimodalRotary(config, backend);
        this.decoder = weights.decoder(IntStream.range(0, config.numLayers())
                .mapToObj(i -> TextBlock.of(model.in("layers." + i), config))
                .toList());
        this.norm = new RmsNorm(model.in("norm"), config.hiddenSize(), config.rmsNormEps());
        this.lmHead = config.tied()
                ? model.linear(LinearSpec.of("embed_tokens", config.vocabSize(), config.hiddenSize()))
                : weights.linear(LinearSpec.of("lm_head", config.vocabSize(), config.hiddenSize()));
    }

    /** What computes it. */
    Backend backend() {
        return backend;
    }

    /** Token embeddings {@code [R, D]}. */
    Tensor embed(int[] ids, RowAdapters adapters) {
        return embedTokens.rows(ids, adapters);
    }

    /** How rows are rotated; see {@link MultimodalRotary#rotation}. */
    Rotation rotation(int[] positions) {
        return rotary.rotation(positions);
    }

    /**
     * Runs all blocks and the final norm.
     *
     * @param h embeddings of the rows {@code [R, D]}, picture rows in their places
     * @param pictures what is added to picture rows behind the first layers
     * @param adapters of the rows
     * @return hidden states {@code [R, D]}, owned by the caller's scope
     */
    Tensor forward(Tensor h, Sequences sequences, Rotation rotation, StepPictures pictures, RowAdapters adapters) {
        return backend.scoped(() -> {
            Tensor x = h;
            int layer = 0;
            for (; layer < pictures.added(); layer++) {
                x = block(layer, x, sequences, rotation, pictures, adapters);
            }
            return norm.forward(decoder.forward(x, layer, decoder.size(), sequences, rotation, adapters));
        });
    }

    /** One block and, behind the first ones, the pictures' level: {@code [R, D]} to the same. */
    Tensor block(
            int layer, Tensor x, Sequences sequences, Rotation rotation, StepPictures pictures, RowAdapters adapters) {
        return backend.scoped(
                () -> pictures.addTo(decoder.forward(x, layer, layer + 1, sequences, rotation, adapters), layer));
    }

    Tensor finalNorm(Tensor h) {
        return norm.forward(h);
    }

    /** Logits {@code [R, V]} of hidden states {@code [R, D]}. */
    Tensor logits(Tensor hidden, RowAdapters adapters) {
        return lmHead.forward(hidden, adapters);
    }
}
