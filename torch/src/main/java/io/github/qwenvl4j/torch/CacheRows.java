package io.github.qwenvl4j.torch;

import org.bytedeco.pytorch.Tensor;

/** Keys or values of one layer for a growing number of positions, {@code [H, capacity, d]}. Owns its native memory. */
sealed interface CacheRows extends AutoCloseable permits PlainCacheRows, Int8CacheRows {

    /** Writes positions {@code [H, n, d]} from {@code at} on, within the capacity. */
    void write(long at, Tensor rows);

    /**
     * The first {@code count} positions {@code [H, count, d]} in the dtype that attention computes in; for reading,
     * within the caller's scope.
     */
    Tensor read(long count);

    /** Changes the capacity to {@code capacity} positions and keeps the first {@code used}. */
    void grow(int used, int capacity);

    /** Copies the first {@code count} positions of a buffer of the same kind and shape. */
    void copy(CacheRows other, int count);

    /** Bytes of native memory actually allocated. */
    long bytes();

    long bytesPerRow();

    @Override
    void close();
}
