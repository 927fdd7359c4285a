package io.github.qwenvl4j.junit;

import io.github.qwenvl4j.attention.RowCache;
import java.util.Arrays;

/** Remembers the ids of the rows. */
final class ScriptedCache implements RowCache {

    private static final int STEP = 256;

    private int[] ids = new int[0];
    private int length;

    void append(int id) {
        if (length == ids.length) {
            grow(roomy(length + 1));
        }
        ids[length++] = id;
    }

    /** All ids up to now. */
    int[] ids() {
        return Arrays.copyOf(ids, length);
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public void truncate(int newLength) {
        length = newLength;
    }

    @Override
    public void copy(RowCache other, int count) {
        ids = Arrays.copyOf(((ScriptedCache) other).ids, Math.max(count, least(count)));
        length = count;
    }

    @Override
    public int capacity() {
        return ids.length;
    }

    @Override
    public int least(int count) {
        return (count + STEP - 1) / STEP * STEP;
    }

    @Override
    public int roomy(int count) {
        return least(Math.max(count, ids.length * 2));
    }

    @Override
    public void grow(int count) {
        ids = Arrays.copyOf(ids, count);
    }

    @Override
    public long bytesFor(int count) {
        return (long) Integer.BYTES * count;
    }

    @Override
    public long bytesWhileGrowing() {
        return 0;
    }

    @Override
    public long allocated() {
        return bytesFor(ids.length);
    }

    @Override
    public void close() {
        ids = new int[0];
        length = 0;
    }
}
