package io.github.qwenvl4j.generate;

import io.github.qwenvl4j.model.Session;

/**
 * Computes the rows of guessed ids along with the next one. A guess that turns out right has its logits at once; the rows
 * of wrong ones are forgotten. What is generated is the same, as every id is still chosen from the logits before it.
 *
 * <p>Guessing is paid for by what it has gained: a wrong guess, which costs less than a step, is allowed once at the
 * beginning, once for every {@value #STEPS_PER_MISS} steps, and once for every id that was guessed right.
 */
final class SpeculativeDecoding implements Decoding {

    private static final int STEPS_PER_MISS = 50;

    private final Decoder decoder;
    private final Session session;
    private final PromptLookup lookup;
    private int[] guesses = {};
    private float[][] logits = {};
    private int right; // of the present guesses
    private int steps;
    private int hits;
    private int misses;

    SpeculativeDecoding(Decoder decoder, Session session, int[] promptIds) {
        this.decoder = decoder;
        this.session = session;
        this.lookup = new PromptLookup(promptIds);
    }

    @Override
    public float[] after(int id) {
        lookup.add(id);
        if (right < guesses.length && guesses[right] == id) {
            right++;
            hits++;
            return logits[right];
        }
        forgetWrongGuesses();
        steps++;
        boolean mayGuess = misses <= steps / STEPS_PER_MISS + hits;
        guesses = mayGuess ? withinPositions(lookup.guess()) : new int[0];
        int[] rows = new int[1 + guesses.length];
        rows[0] = id;
        System.arraycopy(guesses, 0, rows, 1, guesses.length);
        logits = decoder.decode(session, rows);
        return logits[0];
    }

    /** Steps computed so far: fewer than ids given where guesses were right. */
    int steps() {
        return steps;
    }

    private int[] withinPositions(int[] ids) {
        int room = decoder.positions() - session.length() - 1;
        return ids.length <= room ? ids : new int[0];
    }

    private void forgetWrongGuesses() {
        if (right < guesses.length) {
            session.truncate(session.length() - (guesses.length - right));
            misses++;
        }
        right = 0;
        guesses = new int[0];
    }

    @Override
    public void close() {
        forgetWrongGuesses();
    }
}
