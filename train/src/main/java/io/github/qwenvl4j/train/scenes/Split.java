package io.github.qwenvl4j.train.scenes;

/** The two halves of the seeds: what is trained on and what is held out never share one. */
public enum Split {
    TRAINING,
    HELD_OUT;

    /** The seed itself in this half: its sign bit says which. */
    public long seed(long seed) {
        return this == TRAINING ? seed & Long.MAX_VALUE : seed | Long.MIN_VALUE;
    }

    /** The half to which a scene's seed belongs. */
    public static Split of(long seed) {
        return seed >= 0 ? TRAINING : HELD_OUT;
    }
}
