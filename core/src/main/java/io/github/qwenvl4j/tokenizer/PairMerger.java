package io.github.qwenvl4j.tokenizer;

import java.util.PriorityQueue;

/**
 * Merges the bytes of one word: of all neighbours that make a token together, those of the lowest rank are joined first, the
 * leftmost of them where ranks are equal, until no neighbours make a token. Takes n log n steps for n bytes, so that no text
 * holds it up.
 */
final class PairMerger {

    private static final int GONE = -1;

    private final TokenRanks ranks;
    private final byte[] word;
    private final int[] end; // of the piece that begins at a byte, or GONE
    private final int[] previous; // where the piece before it begins
    private final PriorityQueue<Long> pairs = new PriorityQueue<>(); // rank, then where the left piece begins

    private PairMerger(TokenRanks ranks, byte[] word) {
        this.ranks = ranks;
        this.word = word;
        this.end = new int[word.length];
        this.previous = new int[word.length];
    }

    /** @param ranks among them one for every single byte */
    static void merge(TokenRanks ranks, byte[] word, IdList ids) {
        int whole = ranks.rank(word, 0, word.length);
        if (whole >= 0) {
            ids.add(whole);
            return;
        }
        new PairMerger(ranks, word).merge(ids);
    }

    private void merge(IdList ids) {
        for (int at = 0; at < word.length; at++) {
            end[at] = at + 1;
            previous[at] = at - 1;
        }
        for (int at = 0; at < word.length; at++) {
            offer(at);
        }
        while (!pairs.isEmpty()) {
            long pair = pairs.remove();
            int at = (int) pair;
            if (rank(at) == pair >>> Integer.SIZE) { // otherwise one of its pieces has been joined with another
                join(at);
            }
        }
        for (int at = 0; at < word.length; at = end[at]) {
            ids.add(ranks.rank(word, at, end[at]));
        }
    }

    /** Of the piece that begins here and the next together; negative where they make no token. */
    private int rank(int at) {
        int next = end[at];
        return next == GONE || next == word.length ? GONE : ranks.rank(word, at, end[next]);
    }

    private void offer(int at) {
        long rank = rank(at);
        if (rank >= 0) {
            pairs.add(rank << Integer.SIZE | at);
        }
    }

    private void join(int at) {
        int next = end[at];
        end[at] = end[next];
        end[next] = GONE;
        if (end[at] < word.length) {
            previous[end[at]] = at;
        }
        offer(at);
        if (previous[at] >= 0) {
            offer(previous[at]);
        }
    }
}
