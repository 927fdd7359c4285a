package io.github.qwenvl4j.train.data;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Makes the batches of a sequence on a separate thread, a few in advance. An error is thrown where its batch would have
 * been used.
 */
public final class Prefetched<T> implements AutoCloseable {

    private static final int AHEAD = 4;

    private final BlockingQueue<Made<T>> queue = new ArrayBlockingQueue<>(AHEAD);
    private final Thread thread;
    private final BatchSource<T> source;
    private volatile boolean closed; // Java2D, which draws scenes, discards interrupts

    private record Made<T>(T value, Throwable error) {}

    public Prefetched(long first, BatchSource<T> source) {
        this.source = source;
        thread = new Thread(() -> make(first), "batches");
        thread.setDaemon(true);
        thread.start();
    }

    private void make(long first) {
        try {
            for (long index = first; !closed; index++) {
                Made<T> made = made(index);
                if (!closed) {
                    queue.put(made);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private Made<T> made(long index) {
        try {
            return new Made<>(source.batch(index), null);
        } catch (RuntimeException | Error e) {
            return new Made<>(null, e);
        }
    }

    public T next() {
        try {
            Made<T> made = queue.take();
            if (made.error instanceof Error error) {
                throw error;
            }
            if (made.error instanceof RuntimeException error) {
                throw error;
            }
            return made.value;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a batch", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        source.close();
    }
}
