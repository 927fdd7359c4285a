package io.github.qwenvl4j.constraint.mask;

import io.github.qwenvl4j.LogitsConstraint;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.constraint.automaton.Term;
import java.util.BitSet;

/** Holds one answer to a form. */
final class GrammarConstraint implements LogitsConstraint {

    private final TokenGrammar grammar;
    private Term state;

    GrammarConstraint(TokenGrammar grammar) {
        this.grammar = grammar;
        this.state = grammar.start();
    }

    @Override
    public void apply(float[] logits) {
        BitSet allowed = grammar.allowed(state);
        int id = 0;
        while (id < logits.length) {
            int next = allowed.nextSetBit(id);
            int end = next < 0 || next > logits.length ? logits.length : next;
            while (id < end) {
                logits[id++] = Float.NEGATIVE_INFINITY;
            }
            id = Math.min(logits.length, allowed.nextClearBit(id));
        }
    }

    @Override
    public void accept(int id) {
        state = grammar.next(state, id)
                .orElseThrow(() -> new QwenVlException("the beginning of the answer does not fit its form"));
    }

    @Override
    public int[] forced() {
        return grammar.forced(state);
    }

    @Override
    public boolean complete() {
        return grammar.complete(state);
    }
}
