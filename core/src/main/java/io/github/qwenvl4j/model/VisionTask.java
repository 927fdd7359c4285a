package io.github.qwenvl4j.model;

/**
 * A picture on its way through the vision tower, one block at a time, so that other work can be done in between. For the
 * model's thread.
 */
public interface VisionTask extends AutoCloseable {

    /** Computes the next block; true after the last. */
    boolean advance();

    /** The picture's features, once there is nothing more to compute; they belong to the caller. */
    PictureFeatures features();

    @Override
    void close();
}
