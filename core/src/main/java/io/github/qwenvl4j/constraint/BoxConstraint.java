package io.github.qwenvl4j.constraint;

import io.github.qwenvl4j.LogitsConstraint;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;

/**
 * Lets only well-formed marks be generated: behind an opening tag only tokens that {@link BoxGrammar} accepts may come,
 * until the mark is closed; elsewhere every token. Whole marks therefore always parse; the limit of new tokens may still
 * cut the last one off.
 */
public final class BoxConstraint implements LogitsConstraint {

    private final TokenMask mask;
    private final Map<Integer, BoxGrammar> openings;
    private Optional<BoxGrammar.State> open = Optional.empty();

    /** @param openings the ids of the opening tags */
    public BoxConstraint(TokenMask mask, Map<Integer, BoxGrammar> openings) {
        this.mask = mask;
        this.openings = Map.copyOf(openings);
    }

    @Override
    public void apply(float[] logits) {
        if (open.isEmpty()) {
            return;
        }
        BitSet allowed = mask.allowed(open.get());
        for (int id = 0; id < logits.length; id++) {
            if (!allowed.get(id)) {
                logits[id] = Float.NEGATIVE_INFINITY;
            }
        }
    }

    @Override
    public void accept(int id) {
        open = open.isPresent()
                ? open.flatMap(state -> mask.accept(state, id)).filter(state -> !state.complete())
                : Optional.ofNullable(openings.get(id)).map(BoxGrammar::start);
    }
}
