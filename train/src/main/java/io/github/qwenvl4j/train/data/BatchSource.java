package io.github.qwenvl4j.train.data;

import java.util.OptionalLong;

/** A sequence of batches, determined by its seed. Not thread-safe. */
@FunctionalInterface
public interface BatchSource<T> extends AutoCloseable {

    /**
     * The batch with this index, counted from 0.
     *
     * @param index larger than in the previous call; the batches in between are skipped
     */
    T batch(long index);

    /** The number of batches that have every sample once; empty for a source without end. */
    default OptionalLong epoch() {
        return OptionalLong.empty();
    }

    @Override
    default void close() {
        // most sources hold no resources
    }
}
