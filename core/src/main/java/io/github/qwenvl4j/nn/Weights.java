package io.github.qwenvl4j.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Named weights below a prefix, so that the tree of modules is the tree of checkpoint keys: a module asks for
 * {@code in("attn").linear(..)} and the store knows {@code transformer.h.0.attn.c_attn.weight}. What is handed out stays
 * owned by the store and lives as long as the model.
 *
 * <p>A missing or misshapen tensor is a {@link io.github.qwenvl4j.QwenVlException} that gives its full name.
 */
public interface Weights {

    /** The weights below {@code child}. */
    Weights in(String child);

    /** A parameter used as it is (norm weights, position embeddings, queries): float32, of exactly this shape. */
    Tensor tensor(String name, long... shape);

    /** A table whose rows are looked up, in the dtype it is stored in: {@code [rows, columns]}. */
    Tensor table(String name, long rows, long columns);

    /** A linear layer in the precision this store has chosen for it. */
    Linear linear(LinearSpec spec);

    /** What attention computes in, and keys and values are kept in: float32 or bfloat16. */
    torch.ScalarType attentionDtype();
}
