package io.github.qwenvl4j.attention;

import io.github.qwenvl4j.nn.Attention;
import io.github.qwenvl4j.tensor.ComputeDevice;
import io.github.qwenvl4j.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

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
     * @param dtype that attention computes in
     * @param device that attention computes on
     */
    public BranchedBatch(int batch, int length, int[] branches, torch.ScalarType dtype, ComputeDevice device) {
        this.whole = new CausalBatch(batch, length);
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
        this.masks = device.place(Tensors.to(Tensors.floats(hidden, batch, length, length), dtype));
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
    public Tensor attend(int layer, Tensor q, Tensor k, Tensor v) {
        long shared = q.size(1) / k.size(1);
        Tensor keys = Attention.shared(whole.split(k), shared);
        Tensor values = Attention.shared(whole.split(v), shared);
        return whole.join(Attention.masked(whole.split(q), keys, values, masks));
    }
}
