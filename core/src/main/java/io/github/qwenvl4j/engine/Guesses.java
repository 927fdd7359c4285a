package io.github.qwenvl4j.engine;

/**
 * The guesses of one answer and what they cost. A wrong guess, which costs less than a step, is allowed once at the
 * beginning, once for every {@value #STEPS_PER_MISS} steps, and once for every id that was guessed right. Not thread-safe.
 */
final class Guesses {

    private static final int STEPS_PER_MISS = 50;

    private final PromptLookup lookup;
    private int steps;
    private int hits;
    private int misses;

    Guesses(int[] promptIds) {
        this.lookup = new PromptLookup(promptIds);
    }

    void add(int id) {
        lookup.add(id);
    }

    /** Guesses for the next step; none where past ones were wrong too often, or where there is no room for them. */
    int[] next(int room) {
        boolean mayGuess = misses <= steps / STEPS_PER_MISS + hits;
        int[] ids = mayGuess ? lookup.guess() : new int[0];
        return ids.length <= room ? ids : new int[0];
    }

    /** A step is done. */
    void done(int guessed, int right) {
        steps++;
        hits += right;
        if (right < guessed) {
            misses++;
        }
    }

    /** Steps computed so far: fewer than ids given where guesses were right. */
    int steps() {
        return steps;
    }
}
