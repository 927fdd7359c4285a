package io.github.qwenvl4j.train.objective;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.LongFunction;

/**
 * Makes the batches of a sequence on a thread of its own, a few ahead of their use. An error while making one is thrown
 * where the batch would have been used.
 */
final class Prefetched<T> implements AutoCloseable {

    private static final int AHEAD = 4;

    private final BlockingQueue<Made<T>> queue = new ArrayBlockingQueue<>(AHEAD);
    private final Thread thread;

    private record Made<T>(T value, RuntimeException error) {}

    Prefetched(long first, LongFunction<T> source) {
        thread = new Thread(() -> make(first, source), "batches");
        thread.setDaemon(true);
        thread.start();
    }

    private void make(long first, LongFunction<T> source) {
        try {
            for (long index = first; ; index++) {
                queue.put(made(index, source));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private static <T> Made<T> made(long index, LongFunction<T> source) {
        try {
            return new Made<>(source.apply(index), null);
        } catch (RuntimeException e) {
            return new Made<>(null, e);
        }
    }

    T next() {
        try {
            Made<T> made = queue.take();
            if (made.error != null) {
                throw made.error;
            }
            return made.value;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a batch", e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
