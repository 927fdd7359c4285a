package io.github.qwenvl4j.train.scenes;

/** The two halves of the seeds: training and held-out data have no seed in common. */
public enum Split {
    TRAINING,
    HELD_OUT;

    /** The seed in this half; its sign bit determines the half. */
    public long seed(long seed) {
        return this == TRAINING ? seed & Long.MAX_VALUE : seed | Long.MIN_VALUE;
    }

    /** The half to which a scene's seed belongs. */
    public static Split of(long seed) {
        return seed >= 0 ? TRAINING : HELD_OUT;
    }
}
