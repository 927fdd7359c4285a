package io.github.qwenvl4j.tensor;

/**
 * Keys and values of one layer for a growing number of rows of a sequence, {@code [G, capacity, d]} each. Owns its memory; used
 * by one thread at a time.
 */
public interface LayerCache extends AutoCloseable {

    /**
     * Writes new rows behind {@code past} others, within the capacity, and attends to all of them: each row to the earlier ones
     * and to itself.
     *
     * @param q {@code [n, H, d]}; query head h reads key-value head {@code h / (H / G)}
     * @param k {@code [n, G, d]}, like {@code v}
     * @return {@code softmax(q k^T / sqrt(d)) v}, {@code [n, H, d]}
     */
    Tensor attend(Tensor q, Tensor k, Tensor v, int past);

    /** Changes the capacity to {@code rows} and keeps the first {@code used}. */
    void grow(int used, int rows);

    /** Copies the first {@code rows} of a cache of the same backend and kind. */
    void copy(LayerCache other, int rows);

    /** Memory actually allocated. */
    long bytes();

    long bytesPerRow();

    @Override
    void close();
}
