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
 * Rotated keys and values of one sequence, for every layer, in buffers that are written in place and grow by a quarter when they are
 * full. Keys lie transposed, {@code [H, d, capacity]}: products with them then read whole rows, three times faster in
 * bfloat16; values are {@code [H, capacity, d]}. They are read up to a multiple of {@value #STEP} positions, since
 * every new length costs the making of new kernels; what lies behind the last position is finite and must be masked. Owns its native memory; not thread-safe.
 */
public final class KvCache implements AutoCloseable {

    private static final int STEP = 64;
    private static final int FIRST_CAPACITY = 512;

    private final long heads;
    private final long headDim;
    private final torch.ScalarType dtype;
    private final ComputeDevice device;
    private final List<Tensor> keys = new ArrayList<>();
    private final List<Tensor> values = new ArrayList<>();
    private int capacity;
    private int length;

    /** @param dtype of keys and values: float32 or bfloat16 */
    public KvCache(LanguageConfig config, torch.ScalarType dtype, ComputeDevice device) {
        this.heads = config.numAttentionHeads();
        this.headDim = config.headDim();
        this.dtype = dtype;
        this.device = device;
        this.capacity = FIRST_CAPACITY;
        for (int i = 0; i < config.numHiddenLayers(); i++) {
            keys.add(allocate(heads, headDim, capacity));
            values.add(allocate(heads, capacity, headDim));
        }
    }

    torch.ScalarType dtype() {
        return dtype;
    }

    ComputeDevice device() {
        return device;
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
                keys.get(i).narrow(2, 0, rows).copy_(other.keys.get(i).narrow(2, 0, rows));
                values.get(i).narrow(1, 0, rows).copy_(other.values.get(i).narrow(1, 0, rows));
            }
        }
        length = rows;
    }

    /** Native memory held. */
    public long bytes() {
        return keys.stream().mapToLong(Tensor::nbytes).sum()
                + values.stream().mapToLong(Tensor::nbytes).sum();
    }

    /** Makes room for {@code more} positions after the present ones. */
    void reserve(int more) {
        int needed = Math.addExact(length, more);
        if (needed <= capacity) {
            return;
        }
        int larger = readable(Math.max(needed, capacity + capacity / 4));
        for (int i = 0; i < keys.size(); i++) {
            grow(keys, i, 2, allocate(heads, headDim, larger));
            grow(values, i, 1, allocate(heads, larger, headDim));
        }
        capacity = larger;
    }

    /**
     * Writes keys and values {@code [n, H, d]} after the present positions, without counting them yet: every layer writes
     * the same ones, and {@link #advance} follows when all have.
     */
    void write(int layer, Tensor k, Tensor v) {
        keys.get(layer).narrow(2, length, k.size(0)).copy_(k.permute(1, 2, 0));
        values.get(layer).narrow(1, length, v.size(0)).copy_(v.transpose(0, 1));
    }

    /** How many positions are read where {@code count} are needed. */
    static int readable(int count) {
        return (count + STEP - 1) / STEP * STEP;
    }

    /** Keys of a layer up to {@code readable(count)}, {@code [H, d, T]}: a view. */
    Tensor keys(int layer, int count) {
        return keys.get(layer).narrow(2, 0, readable(count));
    }

    /** Values of a layer up to {@code readable(count)}, {@code [H, T, d]}: a view. */
    Tensor values(int layer, int count) {
        return values.get(layer).narrow(1, 0, readable(count));
    }

    /** Counts {@code count} positions that every layer has written. */
    void advance(int count) {
        length += count;
    }

    private Tensor allocate(long... shape) {
        try (PointerScope scope = new PointerScope()) {
            return Scopes.retain(device.place(Tensors.zeros(dtype, shape)));
        }
    }

    /** @param dim along which the positions lie */
    private void grow(List<Tensor> buffers, int layer, int dim, Tensor larger) {
        try (PointerScope scope = new PointerScope();
                Tensor old = buffers.get(layer)) {
            larger.narrow(dim, 0, length).copy_(old.narrow(dim, 0, length));
            buffers.set(layer, larger);
        }
    }

    @Override
    public void close() {
        keys.forEach(Tensor::close);
        values.forEach(Tensor::close);
    }
}
