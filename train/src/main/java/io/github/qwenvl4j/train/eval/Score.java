package io.github.qwenvl4j.train.eval;

/**
 * Right answers, or right things in answers; added up over samples.
 *
 * @param right how many are right
 * @param given how many were given
 * @param wanted how many were wanted
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

    /** F1, which for one answer a sample is the share of right ones; 0 where there was nothing. */
    double value() {
        return given + wanted == 0 ? 0 : 2.0 * right / (given + wanted);
    }
}
