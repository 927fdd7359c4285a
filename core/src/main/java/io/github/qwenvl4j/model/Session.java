package io.github.qwenvl4j.model;

import io.github.qwenvl4j.attention.CachedSequences;
import io.github.qwenvl4j.attention.KvCache;
import io.github.qwenvl4j.attention.KvCacheType;
import java.util.Arrays;

/**
 * What one conversation remembers: keys and values of the rows computed so far, what those rows were, and the NTK factor
 * they were rotated under. Owns its native memory until closed; used by one thread at a time.
 */
public final class Session implements AutoCloseable {

    private final KvCache cache;
    private long[] keys = new long[512];
    private double ntkAlpha = 1;

    /** Keys and values as attention computes them. */
    public Session(QwenVlModel model) {
        this(model, KvCacheType.COMPUTED);
    }

    /** @param type how keys and values are held */
    public Session(QwenVlModel model, KvCacheType type) {
        this.cache = model.language().newCache(type);
    }

    /** Rows remembered. */
    public int length() {
        return cache.length();
    }

    /**
     * Keeps what can be kept for a prompt: its longest remembered prefix, but never the whole prompt, since the last row
     * must be computed for its logits. Nothing is kept when the prompt calls for another NTK factor.
     *
     * @param promptKeys {@link Prompt#keys}
     * @param alpha the NTK factor of the prompt
     * @return rows kept
     */
    public int resume(long[] promptKeys, double alpha) {
        int kept = shared(promptKeys, alpha);
        ntkAlpha = alpha;
        cache.truncate(kept);
        return kept;
    }

    /** How many rows {@link #resume} would keep for a prompt. */
    public int shared(long[] promptKeys, double alpha) {
        if (alpha != ntkAlpha) {
            return 0;
        }
        int mismatch = Arrays.mismatch(keys, 0, length(), promptKeys, 0, promptKeys.length);
        int common = mismatch < 0 ? length() : mismatch;
        return Math.min(common, promptKeys.length - 1);
    }

    /** Forgets everything and takes over a copy of the first {@code rows} of another conversation of the same model. */
    public void copy(Session other, int rows) {
        cache.copy(other.cache, rows);
        keys = Arrays.copyOf(other.keys, Math.max(keys.length, rows));
        ntkAlpha = other.ntkAlpha;
    }

    /** Native memory held. */
    public long bytes() {
        return cache.bytes();
    }

    /** What its keys and values lie in: for questions of memory. */
    public KvCache cache() {
        return cache;
    }

    /** Forgets the rows from {@code length} on. */
    public void truncate(int length) {
        cache.truncate(length);
    }

    CachedSequences.Segment segment(int rows) {
        return new CachedSequences.Segment(cache, rows);
    }

    double ntkAlpha() {
        return ntkAlpha;
    }

    /** Called when the cache has advanced over these rows. */
    void remember(long[] rows) {
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
