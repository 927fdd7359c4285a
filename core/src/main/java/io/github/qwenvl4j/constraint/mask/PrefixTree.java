package io.github.qwenvl4j.constraint.mask;

import io.github.qwenvl4j.constraint.automaton.Term;
import io.github.qwenvl4j.constraint.automaton.Terms;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The prefix tree of tokens: a node for each byte, every node in front of those below it, so that what begins with bytes that
 * cannot come is left out in one step. Immutable.
 */
final class PrefixTree {

    private final int[] ids; // in the order of their nodes
    private final byte[] values; // of the nodes
    private final int[] levels; // 1 for the first byte of a token
    private final int[] ends; // behind the last node below this one
    private final int[] begins; // the first of the node's ids, which end where the next node's begin

    /** @param tokens in the order of their bytes */
    PrefixTree(int[] ids, byte[][] tokens) {
        this.ids = ids;
        int size = 0;
        int longest = 0;
        int[] shared = new int[tokens.length]; // bytes, with the token before
        for (int i = 0; i < tokens.length; i++) {
            int mismatch = i == 0 ? 0 : Arrays.mismatch(tokens[i - 1], tokens[i]);
            shared[i] = mismatch < 0 ? tokens[i].length : mismatch;
            size += tokens[i].length - shared[i];
            longest = Math.max(longest, tokens[i].length);
        }
        this.values = new byte[size];
        this.levels = new int[size];
        this.ends = new int[size];
        this.begins = new int[size + 1];
        int[] open = new int[longest]; // the nodes of the token
        int depth = 0;
        int node = 0;
        for (int i = 0; i < tokens.length; i++) {
            while (depth > shared[i]) {
                ends[open[--depth]] = node;
            }
            while (depth < tokens[i].length) {
                open[depth] = node;
                values[node] = tokens[i][depth];
                begins[node] = i;
                levels[node++] = ++depth;
            }
        }
        while (depth > 0) {
            ends[open[--depth]] = node;
        }
        begins[size] = ids.length;
    }

    /** Adds the ids of the tokens that may come in a state. */
    void allow(Term start, Terms terms, BitSet allowed) {
        Term[] path = new Term[longest() + 1]; // the states behind the first bytes of a token
        path[0] = start;
        int node = 0;
        while (node < values.length) {
            int level = levels[node];
            Term next = terms.next(path[level - 1], values[node]);
            if (next == terms.nothing()) {
                node = ends[node];
            } else {
                path[level] = next;
                for (int i = begins[node]; i < begins[node + 1]; i++) {
                    allowed.set(ids[i]);
                }
                node++;
            }
        }
    }

    private int longest() {
        return Arrays.stream(levels).max().orElse(0);
    }

    /** Whether a token that begins with these bytes, and is longer, may come. @param state behind the bytes */
    boolean mayGrow(byte[] bytes, Term state, Terms terms) {
        int node = 0;
        int end = values.length;
        for (int level = 0; level < bytes.length; level++) {
            while (node < end && values[node] != bytes[level]) {
                node = ends[node];
            }
            if (node == end) {
                return false;
            }
            end = ends[node++];
        }
        return mayCome(node, end, state, terms);
    }

    private boolean mayCome(int from, int to, Term state, Terms terms) {
        for (int node = from; node < to; node = ends[node]) {
            Term next = terms.next(state, values[node]);
            boolean token = begins[node] < begins[node + 1];
            if (next != terms.nothing() && (token || mayCome(node + 1, ends[node], next, terms))) {
                return true;
            }
        }
        return false;
    }
}
