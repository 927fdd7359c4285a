package io.github.qwenvl4j.train.parameters;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Dropout whose masks depend only on the seed of the batch and on the layer, so that a block that is computed again in the
 * backward pass, and a run that is resumed, have the same masks. Not thread-safe.
 */
public final class Dropout {

    private final double share;
    private long seed;
    private boolean on;

    /** @param share of the values that are set to 0 */
    public Dropout(double share) {
        this.share = share;
    }

    /** Masks for the next batch. */
    public void begin(long batchSeed) {
        seed = batchSeed;
        on = share > 0;
    }

    /** No masks until the next {@link #begin}. */
    public void off() {
        on = false;
    }

    Tensor apply(Tensor x, int layer) {
        if (!on) {
            return x;
        }
        torch.manual_seed(seed * 100_003 + layer);
        return torch.dropout(x, share, true);
    }
}
