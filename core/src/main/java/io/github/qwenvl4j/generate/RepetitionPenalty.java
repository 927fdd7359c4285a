package io.github.qwenvl4j.generate;

import java.util.BitSet;

/** Makes every id of the context less likely: positive logits are divided, negative ones multiplied. */
final class RepetitionPenalty {

    private final float penalty;
    private final BitSet context = new BitSet();

    RepetitionPenalty(double penalty, int[] promptIds) {
        this.penalty = (float) penalty;
        for (int id : promptIds) {
            context.set(id);
        }
    }

    void add(int id) {
        context.set(id);
    }

    void apply(float[] logits) {
        if (penalty == 1) {
            return;
        }
        for (int id = context.nextSetBit(0); id >= 0 && id < logits.length; id = context.nextSetBit(id + 1)) {
            logits[id] = logits[id] > 0 ? logits[id] / penalty : logits[id] * penalty;
        }
    }
}
