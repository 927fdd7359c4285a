package io.github.qwenvl4j.attention;

import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.tensor.Backend;
import io.github.qwenvl4j.tensor.LayerCache;
import java.util.ArrayList;
import java.util.List;

/**
 * Rotated keys and values of one sequence, for every layer, that are written in place and grow by a quarter when full. Owns its
 * memory; not thread-safe.
 */
public final class KvCache implements RowCache {

    private static final int STEP = 64; // of the capacity
    private static final int FIRST_CAPACITY = 512;

    private final List<LayerCache> layers = new ArrayList<>();
    private final long bytesPerRow;
    private int capacity;
    private int length;

    public KvCache(Backend backend, KvShape shape, KvCacheType type) {
        long bytes = 0;
        for (int i = 0; i < shape.layers(); i++) {
            LayerCache layer = backend.newLayerCache(type, shape.heads(), shape.headDim());
            layers.add(layer);
            bytes += layer.bytesPerRow();
        }
        this.bytesPerRow = bytes;
    }

    /** Owned by this cache. */
    public LayerCache layer(int index) {
        return layers.get(index);
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public void truncate(int newLength) {
        if (newLength < 0 || newLength > length) {
            throw new IllegalArgumentException("cannot truncate " + length + " positions to " + newLength);
        }
        length = newLength;
    }

    @Override
    public void copy(RowCache from, int rows) {
        KvCache other = (KvCache) from;
        if (rows < 0 || rows > other.length) {
            throw new IllegalArgumentException("cannot copy " + rows + " of " + other.length + " positions");
        }
        length = 0;
        reserve(rows);
        for (int i = 0; i < layers.size(); i++) {
            layers.get(i).copy(other.layers.get(i), rows);
        }
        length = rows;
    }

    @Override
    public long bytesFor(int positions) {
        return positions * bytesPerRow;
    }

    @Override
    public long allocated() {
        return layers.stream().mapToLong(LayerCache::bytes).sum();
    }

    /** Additional bytes needed while the cache grows: at most the keys and the values of one layer exist twice. */
    @Override
    public long bytesWhileGrowing() {
        return bytes() / layers.size();
    }

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    public int least(int positions) {
        return (positions + STEP - 1) / STEP * STEP;
    }

    @Override
    public int roomy(int positions) {
        return least(Math.max(positions, Math.max(FIRST_CAPACITY, capacity + capacity / 4)));
    }

    @Override
    public void grow(int positions) {
        for (LayerCache layer : layers) {
            layer.grow(length, positions);
        }
        capacity = positions;
    }

    /** Ensures capacity for {@code more} additional positions. */
    void reserve(int more) {
        int needed = Math.addExact(length, more);
        if (needed > capacity) {
            grow(roomy(needed));
        }
    }

    /** Increases the length by {@code count} positions that every layer has written. */
    void advance(int count) {
        length += count;
    }

    @Override
    public void close() {
        layers.forEach(LayerCache::close);
    }
}
