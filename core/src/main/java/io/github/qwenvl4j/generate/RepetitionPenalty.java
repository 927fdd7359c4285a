package io.github.qwenvl4j.generate;

import java.util.BitSet;

/**
 * Makes every id of the context less likely: positive logits are divided, negative ones multiplied. One per answer; not
 * thread-safe.
 */
public final class RepetitionPenalty {

    private final float penalty;
    private final BitSet context = new BitSet();

    /** @param penalty 1 for none */
    public RepetitionPenalty(double penalty, int[] promptIds) {
        this.penalty = (float) penalty;
        for (int id : promptIds) {
            context.set(id);
        }
    }

    /** Counts a generated id among the context. */
    public void add(int id) {
        context.set(id);
    }

    /** Changes the logits in place. */
    public void apply(float[] logits) {
        if (penalty == 1) {
            return;
        }
        for (int id = context.nextSetBit(0); id >= 0 && id < logits.length; id = context.nextSetBit(id + 1)) {
            logits[id] = logits[id] > 0 ? logits[id] / penalty : logits[id] * penalty;
        }
    }
}
