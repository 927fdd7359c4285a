package io.github.qwenvl4j.language;

import io.github.qwenvl4j.nn.Attention;
import io.github.qwenvl4j.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Whole sequences of one length, as in training, each a trunk with branches: continuations of the same beginning that do
 * not see each other. Every branch is computed as if it stood alone behind the trunk, which itself is computed once.
 * Neither NTK nor log-n. Used for one step by one thread; its masks belong to the scope it is made in.
 */
final class BranchedBatch implements Sequences {

    private final CausalBatch whole; // without the branches
    private final long[] positions;
    private final Tensor masks;

    /**
     * @param batch number of sequences, B
     * @param length tokens of each, T
     * @param branches {@code B * T}, as in {@link LanguageModel#branched}
     * @param dtype that attention computes in
     */
    BranchedBatch(int batch, int length, int[] branches, torch.ScalarType dtype) {
        this.whole = new CausalBatch(batch, length);
        this.positions = new long[batch * length];
        float[] hidden = new float[batch * length * length];
        for (int row = 0; row < batch; row++) {
            for (int query = 0; query < length; query++) {
                int from = row * length;
                int at = from + query;
                for (int key = 0; key < length; key++) {
                    boolean sees = key <= query && (branches[from + key] == 0 || branches[from + key] == branches[at]);
                    hidden[at * length + key] = sees ? 0 : Float.NEGATIVE_INFINITY;
                    positions[at] += sees && key < query ? 1 : 0;
                }
            }
        }
        this.masks = Tensors.to(Tensors.floats(hidden, batch, length, length), dtype);
    }

    @Override
    public long rows() {
        return whole.rows();
    }

    @Override
    public Positions positions(RotaryEmbedding rotary) {
        return rotary.inTraining(positions);
    }

    @Override
    public Tensor attend(int layer, Tensor q, Tensor k, Tensor v) {
        return whole.join(Attention.masked(whole.split(q), whole.split(k), whole.split(v), masks));
    }
}
