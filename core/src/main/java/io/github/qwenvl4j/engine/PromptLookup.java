package io.github.qwenvl4j.engine;

import java.util.Arrays;

/**
 * Guesses the next ids from what has been said before: where the last few ids stood earlier in prompt or answer, what
 * followed them then is likely to follow again. Grounded and read text repeats itself often. Not thread-safe.
 */
final class PromptLookup {

    private static final int MATCH = 3; // ids that must agree
    private static final int GUESSES = 3; // a step over 4 rows costs little more than one over a single row

    private int[] ids;
    private int length;

    PromptLookup(int[] promptIds) {
        this.ids = promptIds.clone();
        this.length = ids.length;
    }

    void add(int id) {
        if (length == ids.length) {
            ids = Arrays.copyOf(ids, Math.max(64, 2 * length));
        }
        ids[length++] = id;
    }

    /** What may come next, most likely first; empty when the last ids are new. */
    int[] guess() {
        for (int end = length - 1; end >= MATCH; end--) {
            if (Arrays.equals(ids, end - MATCH, end, ids, length - MATCH, length)) {
                return Arrays.copyOfRange(ids, end, Math.min(end + GUESSES, length));
            }
        }
        return new int[0];
    }
}
