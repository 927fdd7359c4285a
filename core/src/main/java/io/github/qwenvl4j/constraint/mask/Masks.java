package io.github.qwenvl4j.constraint.mask;

import io.github.qwenvl4j.constraint.automaton.Term;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What may come in the states seen last, of all forms of one vocabulary together. Thread-safe. */
final class Masks {

    private static final int KEPT = 2000; // 19 KB each with 150,000 tokens

    private final Map<Term, BitSet> masks = new LinkedHashMap<>(16, 0.75f, true);

    synchronized Optional<BitSet> of(Term state) {
        return Optional.ofNullable(masks.get(state));
    }

    synchronized void keep(Term state, BitSet mask) {
        masks.put(state, mask);
        if (masks.size() > KEPT) {
            masks.remove(masks.keySet().iterator().next());
        }
    }
}
