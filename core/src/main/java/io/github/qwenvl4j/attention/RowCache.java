package io.github.qwenvl4j.attention;

/**
 * What is remembered of the rows of one sequence, and the memory it takes. Owns its memory until closed; used by one thread
 * at a time.
 */
public interface RowCache extends AutoCloseable {

    /** Rows remembered. */
    int length();

    /** Forgets the rows from {@code length} on. */
    void truncate(int length);

    /** Forgets everything and takes over a copy of the first {@code rows} of another cache of the same model. */
    void copy(RowCache other, int rows);

    /** Rows that there is room for. */
    int capacity();

    /** The smallest possible capacity for this many rows. */
    int least(int rows);

    /** The capacity chosen for this many rows if memory is plentiful, so that the cache rarely has to grow. */
    int roomy(int rows);

    /** Grows to this capacity, which must be {@linkplain #least possible}. */
    void grow(int rows);

    /** Bytes of memory. */
    default long bytes() {
        return bytesFor(capacity());
    }

    /** Bytes of memory of a cache with this capacity, which must be {@linkplain #least possible}. */
    long bytesFor(int rows);

    /** Additional bytes needed while the cache grows. */
    long bytesWhileGrowing();

    /** Like {@link #bytes}, but summed over the actual buffers. */
    long allocated();

    @Override
    void close();
}
