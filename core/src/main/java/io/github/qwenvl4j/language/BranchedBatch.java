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

    private final int batch;
    private final int length;
    private final long[] positions;
    private final Tensor masks;

    /**
     * @param batch number of sequences, B
     * @param length tokens of each, T
     * @param branches {@code B * T}, as in {@link LanguageModel#branched}
     * @param dtype that attention computes in
     */
    BranchedBatch(int batch, int length, int[] branches, torch.ScalarType dtype) {
        this.batch = batch;
        this.length = length;
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
        return positions.length;
    }

    @Override
    public Positions positions(RotaryEmbedding rotary) {
        return rotary.inTraining(positions);
    }

    @Override
    public Tensor attend(int layer, Tensor q, Tensor k, Tensor v) {
        Tensor out = Attention.masked(split(q), split(k), split(v), masks); // [B, H, T, d]
        return out.transpose(1, 2).reshape(rows(), q.size(1), q.size(2));
    }

    /** {@code [R, H, d]} to {@code [B, H, T, d]}. */
    private Tensor split(Tensor x) {
        return x.view(batch, length, x.size(1), x.size(2)).transpose(1, 2);
    }
}
