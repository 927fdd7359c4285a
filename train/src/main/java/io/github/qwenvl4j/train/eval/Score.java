package io.github.qwenvl4j.train.eval;

/**
 * Correct answers, or correct items in answers, summed over samples.
 *
 * @param right number of correct items
 * @param given number of items in the answers
 * @param wanted number of expected items
 */
record Score(long right, long given, long wanted) {

    static final Score NONE = new Score(0, 0, 0);

    Score(Matches matches) {
        this(matches.right(), matches.given(), matches.wanted());
    }

    static Score of(boolean right) {
        return new Score(right ? 1 : 0, 1, 1);
    }

    Score plus(Score other) {
        return new Score(right + other.right, given + other.given, wanted + other.wanted);
    }

    /** F1, which for one item per sample is the fraction of correct answers; 0 without samples. */
    double value() {
        return given + wanted == 0 ? 0 : 2.0 * right / (given + wanted);
    }
}
