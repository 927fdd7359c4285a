package io.github.qwenvl4j.model;

/**
 * An adapter of an opened network; only its family knows what is inside. Counts its users (whoever opened it, and every answer
 * that is computed through it) and frees its memory when the last one has closed it. Thread-safe.
 */
public abstract class ModelAdapter implements AutoCloseable {

    private int users = 1;

    /** What sets apart the rows that are computed through it from those of the base model and of other adapters. */
    public abstract long salt();

    /** Whether pictures are seen differently through it. */
    public abstract boolean changesPictures();

    /** Frees the memory. */
    protected abstract void free();

    /** Counts one more user, who must close it too. @return false where it has been freed */
    public synchronized boolean share() {
        if (users > 0) {
            users++;
            return true;
        }
        return false;
    }

    @Override
    public synchronized void close() {
        if (users == 0) {
            throw new IllegalStateException("the adapter has been freed");
        }
        if (--users == 0) {
            free();
        }
    }
}
