package io.github.qwenvl4j.tokenizer;

import java.util.Arrays;

/** Ids of tokens in a row that grows. Not thread-safe. */
public final class IdList {

    private static final int FIRST_ROOM = 32;

    private int[] ids = new int[FIRST_ROOM];
    private int size;

    public void add(int id) {
        if (size == ids.length) {
            ids = Arrays.copyOf(ids, 2 * size);
        }
        ids[size++] = id;
    }

    public void addAll(int[] more) {
        for (int id : more) {
            add(id);
        }
    }

    public int get(int index) {
        if (index >= size) {
            throw new IndexOutOfBoundsException(index);
        }
        return ids[index];
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public void clear() {
        size = 0;
    }

    public int[] toArray() {
        return Arrays.copyOf(ids, size);
    }
}
