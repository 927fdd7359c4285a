package io.github.qwenvl4j.model;

import io.github.qwenvl4j.attention.RowCache;
import java.util.Arrays;

/**
 * What one conversation remembers: the cache of the rows computed so far, and what those rows were. Owns the cache until
 * closed; used by one thread at a time.
 */
public final class Session implements AutoCloseable {

    private final RowCache cache;
    private long[] keys = new long[512];

    /** @param cache of a family's network, which belongs to the session now */
    public Session(RowCache cache) {
        this.cache = cache;
    }

    /** Rows remembered. */
    public int length() {
        return cache.length();
    }

    /**
     * Keeps what can be kept for a prompt: its longest remembered prefix, but never the whole prompt, since the last row
     * must be computed for its logits.
     *
     * @param promptKeys {@link Prompt#keys}
     * @return rows kept
     */
    public int resume(long[] promptKeys) {
        int kept = shared(promptKeys);
        cache.truncate(kept);
        return kept;
    }

    /** How many rows {@link #resume} would keep for a prompt. */
    public int shared(long[] promptKeys) {
        int mismatch = Arrays.mismatch(keys, 0, length(), promptKeys, 0, promptKeys.length);
        int common = mismatch < 0 ? length() : mismatch;
        return Math.min(common, promptKeys.length - 1);
    }

    /** Forgets everything and takes over a copy of the first {@code rows} of another session of the same model. */
    public void copy(Session other, int rows) {
        cache.copy(other.cache, rows);
        keys = Arrays.copyOf(other.keys, Math.max(keys.length, rows));
    }

    /** Memory held. */
    public long bytes() {
        return cache.bytes();
    }

    /** What the rows are remembered in: for the network, and for questions of memory. */
    public RowCache cache() {
        return cache;
    }

    /** Forgets the rows from {@code length} on. */
    public void truncate(int length) {
        cache.truncate(length);
    }

    /** Called by the network when the cache has advanced over these rows. */
    public void remember(long[] rows) {
        int start = length() - rows.length;
        if (length() > keys.length) {
            keys = Arrays.copyOf(keys, Math.max(length(), 2 * keys.length));
        }
        System.arraycopy(rows, 0, keys, start, rows.length);
    }

    @Override
    public void close() {
        cache.close();
    }
}
