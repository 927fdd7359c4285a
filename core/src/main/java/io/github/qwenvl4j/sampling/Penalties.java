package io.github.qwenvl4j.sampling;

import io.github.qwenvl4j.AnswerOptions;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * Makes ids less likely that have come before: in prompt or answer (repetition: positive logits are divided, negative ones
 * multiplied), or in the answer (presence and frequency: subtracted); and adds the bias that the options give ids. One per answer; not thread-safe.
 */
final class Penalties {

    private final AnswerOptions options;
    private final BitSet context = new BitSet();
    private final Map<Integer, Integer> generated = new HashMap<>();

    Penalties(AnswerOptions options, int[] promptIds) {
        this.options = options;
        for (int id : promptIds) {
            context.set(id);
        }
    }

    /** Counts a generated id. */
    void add(int id) {
        context.set(id);
        generated.merge(id, 1, Integer::sum);
    }

    /** Changes the logits in place. */
    void apply(float[] logits) {
        if (options.repetitionPenalty() != 1) {
            repetition(logits, (float) options.repetitionPenalty());
        }
        if (options.presencePenalty() != 0 || options.frequencyPenalty() != 0) {
            generated.forEach((id, count) ->
                    logits[id] -= (float) (options.presencePenalty() + count * options.frequencyPenalty()));
        }
        options.tokens().bias().forEach((id, bias) -> {
            if (id < logits.length) {
                logits[id] += bias.floatValue();
            }
        });
    }

    private void repetition(float[] logits, float penalty) {
        for (int id = context.nextSetBit(0); id >= 0 && id < logits.length; id = context.nextSetBit(id + 1)) {
            logits[id] = logits[id] > 0 ? logits[id] / penalty : logits[id] * penalty;
        }
    }
}
