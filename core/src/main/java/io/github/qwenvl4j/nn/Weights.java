package io.github.qwenvl4j.nn;

import io.github.qwenvl4j.tensor.Backend;
import io.github.qwenvl4j.tensor.Tensor;
import java.util.List;

/**
 * Named weights below a prefix, so that the tree of modules mirrors the tree of checkpoint keys: a module asks for
 * {@code in("attn").linear(..)} and the store resolves {@code transformer.h.0.attn.c_attn.weight}. The store owns
 * everything it returns; it lives as long as the model.
 *
 * <p>A tensor that is missing or has the wrong shape is a {@link io.github.qwenvl4j.QwenVlException} with its full
 * name.
 */
public interface Weights {

    /** What computes with these weights. */
    Backend backend();

    /** The weights below {@code child}. */
    Weights in(String child);

    /** These weights for layers that no adapter changes. */
    default Weights plain() {
        return this;
    }

    /** A parameter that is not part of a linear layer (norm weight, position embedding, query): of exactly this shape. */
    Tensor tensor(String name, long... shape);

    /** An embedding table: {@code [rows, columns]}. */
    Table table(String name, long rows, long columns);

    /** A linear layer in the precision this store has chosen for it. */
    Linear linear(LinearSpec spec);

    /** The blocks of a language model; of equal sizes, with layers of this store. */
    default Decoder decoder(List<DecoderBlock> blocks) {
        return new ComposedDecoder(blocks);
    }

    /** The blocks of a vision tower, with layers of this store. */
    default Encoder encoder(List<EncoderBlock> blocks) {
        return new ComposedEncoder(blocks);
    }
}
