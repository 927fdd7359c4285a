package io.github.qwenvl4j.testing.fake;

import io.github.qwenvl4j.attention.RowCache;
import java.util.Arrays;

/** For each row a number that stands for all rows up to it. */
final class FakeCache implements RowCache {

    private static final int STEP = 16;
    private static final int ROW_BYTES = 1000;

    private long[] rows = new long[0];
    private int length;

    long last() {
        return length == 0 ? 0 : rows[length - 1];
    }

    void append(long row) {
        if (length == rows.length) {
            grow(roomy(length + 1));
        }
        rows[length++] = row;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public void truncate(int newLength) {
        if (newLength < 0 || newLength > length) {
            throw new IllegalArgumentException("cannot truncate " + length + " rows to " + newLength);
        }
        length = newLength;
    }

    @Override
    public void copy(RowCache other, int count) {
        FakeCache from = (FakeCache) other;
        if (count > rows.length) {
            grow(least(count));
        }
        System.arraycopy(from.rows, 0, rows, 0, count);
        length = count;
    }

    @Override
    public int capacity() {
        return rows.length;
    }

    @Override
    public int least(int count) {
        return (count + STEP - 1) / STEP * STEP;
    }

    @Override
    public int roomy(int count) {
        return least(Math.max(count, rows.length + rows.length / 4));
    }

    @Override
    public void grow(int count) {
        rows = Arrays.copyOf(rows, count);
    }

    @Override
    public long bytesFor(int count) {
        return (long) ROW_BYTES * count;
    }

    @Override
    public long bytesWhileGrowing() {
        return 0;
    }

    @Override
    public long allocated() {
        return bytesFor(rows.length);
    }

    @Override
    public void close() {
        rows = new long[0];
        length = 0;
    }
}
