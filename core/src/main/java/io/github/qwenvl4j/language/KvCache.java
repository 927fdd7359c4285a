package io.github.qwenvl4j.language;

import io.github.qwenvl4j.checkpoint.LanguageConfig;
import io.github.qwenvl4j.tensor.ComputeDevice;
import io.github.qwenvl4j.tensor.Scopes;
import io.github.qwenvl4j.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Rotated keys and values of one sequence, for every layer, in buffers of {@code [H, capacity, d]} that are written in
 * place and double when they are full. Owns its native memory; not thread-safe.
 */
public final class KvCache implements AutoCloseable {

    private static final int FIRST_CAPACITY = 512;

    private final long heads;
    private final long headDim;
    private final ComputeDevice device;
    private final List<Tensor> keys = new ArrayList<>();
    private final List<Tensor> values = new ArrayList<>();
    private int capacity;
    private int length;

    public KvCache(LanguageConfig config, ComputeDevice device) {
        this.heads = config.numAttentionHeads();
        this.headDim = config.headDim();
        this.device = device;
        this.capacity = FIRST_CAPACITY;
        for (int i = 0; i < config.numHiddenLayers(); i++) {
            keys.add(allocate(capacity));
            values.add(allocate(capacity));
        }
    }

    /** Positions held. */
    public int length() {
        return length;
    }

    /** Forgets the positions from {@code newLength} on. */
    public void truncate(int newLength) {
        if (newLength < 0 || newLength > length) {
            throw new IllegalArgumentException("cannot truncate " + length + " positions to " + newLength);
        }
        length = newLength;
    }

    /** Forgets everything and takes over the first {@code rows} positions of another cache of the same model. */
    public void copy(KvCache other, int rows) {
        if (rows < 0 || rows > other.length) {
            throw new IllegalArgumentException("cannot copy " + rows + " of " + other.length + " positions");
        }
        length = 0;
        reserve(rows);
        try (PointerScope scope = new PointerScope()) {
            for (int i = 0; i < keys.size(); i++) {
                keys.get(i).narrow(1, 0, rows).copy_(other.keys.get(i).narrow(1, 0, rows));
                values.get(i).narrow(1, 0, rows).copy_(other.values.get(i).narrow(1, 0, rows));
            }
        }
        length = rows;
    }

    /** Native memory held. */
    public long bytes() {
        return 2 * Float.BYTES * keys.size() * heads * capacity * headDim;
    }

    /** Makes room for {@code more} positions after the present ones. */
    void reserve(int more) {
        int needed = Math.addExact(length, more);
        if (needed <= capacity) {
            return;
        }
        int larger = Math.max(needed, 2 * capacity);
        for (int i = 0; i < keys.size(); i++) {
            grow(keys, i, larger);
            grow(values, i, larger);
        }
        capacity = larger;
    }

    /**
     * Writes keys and values {@code [n, H, d]} after the present positions, without counting them yet: every layer writes
     * the same ones, and {@link #advance} follows when all have.
     */
    void write(int layer, Tensor k, Tensor v) {
        keys.get(layer).narrow(1, length, k.size(0)).copy_(k.transpose(0, 1));
        values.get(layer).narrow(1, length, v.size(0)).copy_(v.transpose(0, 1));
    }

    /** The first {@code count} keys of a layer, {@code [1, H, count, d]}: a view. */
    Tensor keys(int layer, long count) {
        return keys.get(layer).narrow(1, 0, count).unsqueeze(0);
    }

    /** The first {@code count} values of a layer, {@code [1, H, count, d]}: a view. */
    Tensor values(int layer, long count) {
        return values.get(layer).narrow(1, 0, count).unsqueeze(0);
    }

    /** Counts {@code count} positions that every layer has written. */
    void advance(int count) {
        length += count;
    }

    private Tensor allocate(int positions) {
        try (PointerScope scope = new PointerScope()) {
            return Scopes.retain(device.place(Tensors.empty(torch.ScalarType.Float, heads, positions, headDim)));
        }
    }

    private void grow(List<Tensor> buffers, int layer, int newCapacity) {
        try (PointerScope scope = new PointerScope();
                Tensor old = buffers.get(layer)) {
            Tensor larger = allocate(newCapacity);
            larger.narrow(1, 0, length).copy_(old.narrow(1, 0, length));
            buffers.set(layer, larger);
        }
    }

    @Override
    public void close() {
        keys.forEach(Tensor::close);
        values.forEach(Tensor::close);
    }
}
