package io.github.qwenvl4j.language;

import org.bytedeco.pytorch.Tensor;

/**
 * Keys or values of one layer for a growing number of positions, which lie along one of three dimensions. Owns its native
 * memory.
 */
sealed interface KvBuffer extends AutoCloseable permits PlainKvBuffer, Int8KvBuffer {

    /** Writes positions from {@code at} on, within the capacity. */
    void write(int at, Tensor rows);

    /** The first {@code count} positions in the dtype that attention computes in; for reading, within the caller's scope. */
    Tensor read(int count);

    /** Makes room for {@code capacity} positions; the first {@code used} are kept. */
    void grow(int used, int capacity);

    /** Takes over the first {@code count} positions of a buffer of the same kind and shape. */
    void copy(KvBuffer other, int count);

    long bytes();

    @Override
    void close();
}
