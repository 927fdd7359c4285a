package io.github.qwenvl4j.train.data;

/** A sequence of batches, fixed by its seed. For use by one thread at a time. */
@FunctionalInterface
public interface BatchSource<T> extends AutoCloseable {

    /**
     * Batch number {@code index}, counted from 0.
     *
     * @param index larger than in the call before; what lies between is passed over
     */
    T batch(long index);

    @Override
    default void close() {
        // most sources make their batches from nothing
    }
}
