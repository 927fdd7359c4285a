package io.github.qwenvl4j.engine;

import io.github.qwenvl4j.tokenizer.IdList;
import java.util.Arrays;

/**
 * Guesses the next ids from what has been said before: where the last few ids stood earlier in prompt or answer, what
 * followed them then is likely to follow again. Grounded and read text repeats itself often. Not thread-safe.
 */
final class PromptLookup {

    private static final int MATCH = 3; // ids that must agree
    private static final int GUESSES = 3; // a step over 4 rows costs little more than one over a single row

    private final IdList ids = new IdList();

    PromptLookup(int[] promptIds) {
        ids.addAll(promptIds);
    }

    void add(int id) {
        ids.add(id);
    }

    /** What may come next, most likely first; empty when the last ids are new. */
    int[] guess() {
        int[] said = ids.toArray();
        int last = said.length - MATCH;
        for (int end = said.length - 1; end >= MATCH; end--) {
            if (Arrays.equals(said, end - MATCH, end, said, last, said.length)) {
                return Arrays.copyOfRange(said, end, Math.min(end + GUESSES, said.length));
            }
        }
        return new int[0];
    }
}
