package io.github.qwenvl4j.model;

/**
 * What a vision tower made of a picture; only its family knows what is inside. Counts its users and frees its memory when
 * the last one has closed it. For the model's thread.
 */
public abstract class PictureFeatures implements AutoCloseable {

    private int users = 1;

    /** Memory held, in bytes. */
    public abstract long bytes();

    /** Frees the memory. */
    protected abstract void free();

    /** These features for one more user, who must close them too. */
    public PictureFeatures share() {
        if (users == 0) {
            throw new IllegalStateException("the features have been freed");
        }
        users++;
        return this;
    }

    @Override
    public void close() {
        if (users == 0) {
            throw new IllegalStateException("the features have been freed");
        }
        if (--users == 0) {
            free();
        }
    }
}
