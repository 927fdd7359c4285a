package io.github.qwenvl4j.train.scenes;

import java.util.List;

/**
 * A SplitMix64 generator with the distributions that scenes need. Unlike the JDK's generators it gives the same numbers
 * on every JDK.
 */
public final class Dice {

    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    public Dice(long seed) {
        state = mix(seed);
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    public long next() {
        state += GAMMA;
        return mix(state);
    }

    /** In [0, 1). */
    public double uniform() {
        return (next() >>> 11) * 0x1.0p-53;
    }

    public double between(double low, double high) {
        return low + (high - low) * uniform();
    }

    /** A whole number in [low, high]. */
    public int whole(int low, int high) {
        return low + (int) (uniform() * (high - low + 1));
    }

    public boolean chance(double probability) {
        return uniform() < probability;
    }

    public <T> T pick(List<T> values) {
        return values.get(whole(0, values.size() - 1));
    }

    @SafeVarargs
    public final <T> T pick(T... values) {
        return values[whole(0, values.length - 1)];
    }
}
