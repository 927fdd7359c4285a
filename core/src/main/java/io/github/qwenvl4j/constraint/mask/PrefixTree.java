package io.github.qwenvl4j.constraint.mask;

import io.github.qwenvl4j.constraint.automaton.Term;
import io.github.qwenvl4j.constraint.automaton.Terms;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Tokens sorted by their bytes.
 *
 * @param shared how many bytes each shares with the one before
 */
record PrefixTree(int[] ids, byte[][] tokens, int[] shared) {

    /** @param tokens sorted */
    static PrefixTree of(int[] ids, byte[][] tokens) {
        int[] shared = new int[ids.length];
        for (int i = 1; i < ids.length; i++) {
            int mismatch = Arrays.mismatch(tokens[i - 1], tokens[i]);
            shared[i] = mismatch < 0 ? tokens[i].length : mismatch;
        }
        return new PrefixTree(ids, tokens, shared);
    }

    /** Adds the ids of the tokens that may come in a state. */
    void allow(Term start, Terms terms, BitSet allowed) {
        Term[] path = new Term[longest() + 1]; // the states behind the first bytes of a token
        path[0] = start;
        int alive = 0; // bytes of the last token that could be read
        for (int i = 0; i < ids.length; i++) {
            if (shared[i] > alive) {
                continue; // it begins with what could not be read
            }
            byte[] token = tokens[i];
            alive = shared[i];
            while (alive < token.length) {
                Term next = terms.next(path[alive], token[alive]);
                if (next == terms.nothing()) {
                    break;
                }
                path[++alive] = next;
            }
            if (alive == token.length) {
                allowed.set(ids[i]);
            }
        }
    }

    private int longest() {
        return Arrays.stream(tokens).mapToInt(token -> token.length).max().orElse(0);
    }

    /** The place of the first token that does not come before these bytes. */
    int find(byte[] bytes) {
        int found = Arrays.binarySearch(tokens, bytes, Arrays::compareUnsigned);
        return found < 0 ? -found - 1 : found;
    }

    int size() {
        return ids.length;
    }
}
