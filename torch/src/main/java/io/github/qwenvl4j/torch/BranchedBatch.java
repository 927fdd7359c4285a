package io.github.qwenvl4j.torch;

import io.github.qwenvl4j.attention.Sequences;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * Whole sequences of equal length, as in training. Each sequence is a trunk with branches: continuations of the same
 * prefix that do not attend to each other. Each branch gives the same result as if it followed the trunk alone, while
 * the trunk is computed only once. Used by one thread for one step; the scope in which it is created owns its masks.
 */
public final class BranchedBatch implements Sequences {

    private final CausalBatch whole; // without the branches
    private final long[] indices;
    private final Tensor masks;

    /**
     * @param batch number of sequences, B
     * @param length tokens of each, T
     * @param branches {@code B * T}: 0 for a token of the trunk, otherwise the number of its branch, from 1. A token
     *     attends to itself and to the earlier tokens of the trunk and of its own branch
     */
    public BranchedBatch(TorchBackend backend, int batch, int length, int[] branches) {
        this.whole = new CausalBatch(backend, batch, length);
        this.indices = new long[batch * length];
        float[] hidden = new float[batch * length * length];
        for (int row = 0; row < batch; row++) {
            for (int query = 0; query < length; query++) {
                int from = row * length;
                int at = from + query;
                for (int key = 0; key < length; key++) {
                    boolean sees = key <= query && (branches[from + key] == 0 || branches[from + key] == branches[at]);
                    hidden[at * length + key] = sees ? 0 : Float.NEGATIVE_INFINITY;
                    indices[at] += sees && key < query ? 1 : 0;
                }
            }
        }
        this.masks =
                backend.device().place(Tensors.to(Tensors.floats(hidden, batch, 1, length, length), backend.compute()));
    }

    @Override
    public long rows() {
        return whole.rows();
    }

    @Override
    public long[] indices() {
        return indices.clone();
    }

    @Override
    public TorchTensor attend(
            int layer,
            io.github.qwenvl4j.tensor.Tensor q,
            io.github.qwenvl4j.tensor.Tensor k,
            io.github.qwenvl4j.tensor.Tensor v) {
        Optional<Tensor> mask = Optional.of(masks);
        return whole.attend(q, k, v, (queries, keys, values) -> Attention.byProducts(queries, keys, values, mask));
    }
}
