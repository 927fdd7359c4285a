package io.github.qwenvl4j.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Named weights below a prefix, so that the tree of modules mirrors the tree of checkpoint keys: a module asks for
 * {@code in("attn").linear(..)} and the store resolves {@code transformer.h.0.attn.c_attn.weight}. The store owns
 * everything it returns; it lives as long as the model.
 *
 * <p>A tensor that is missing or has the wrong shape is a {@link io.github.qwenvl4j.QwenVlException} with its full
 * name.
 */
public interface Weights {

    /** The weights below {@code child}. */
    Weights in(String child);

    /**
     * A parameter that is not part of a linear layer (norm weight, position embedding, query): float32, of exactly this
     * shape.
     */
    Tensor tensor(String name, long... shape);

    /** An embedding table in its stored dtype: {@code [rows, columns]}. */
    Tensor table(String name, long rows, long columns);

    /** A linear layer in the precision this store has chosen for it. */
    Linear linear(LinearSpec spec);

    /** The dtype in which attention computes and in which keys and values are cached: float32 or bfloat16. */
    torch.ScalarType attentionDtype();
}
