package io.github.qwenvl4j.language;

import io.github.qwenvl4j.checkpoint.LanguageConfig;
import io.github.qwenvl4j.tensor.ComputeDevice;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Rotated keys and values of one sequence, for every layer, in buffers that are written in place and grow by a quarter
 * when they are full. Keys lie transposed, {@code [H, d, capacity]}: products with them then read whole rows, three times
 * faster in bfloat16; values are {@code [H, capacity, d]}. They are read up to a multiple of {@value #STEP} positions,
 * since every new length costs the making of new kernels; what lies behind the last position is finite and must be
 * masked. Owns its native memory; not thread-safe.
 */
public final class KvCache implements AutoCloseable {

    private static final int STEP = 64;
    private static final int FIRST_CAPACITY = 512;

    private final torch.ScalarType dtype;
    private final ComputeDevice device;
    private final List<KvBuffer> keys = new ArrayList<>();
    private final List<KvBuffer> values = new ArrayList<>();
    private int capacity;
    private int length;

    /** @param dtype that attention computes in: float32 or bfloat16 */
    KvCache(LanguageConfig config, KvCacheType type, torch.ScalarType dtype, ComputeDevice device) {
        this.dtype = dtype;
        this.device = device;
        this.capacity = FIRST_CAPACITY;
        long heads = config.numAttentionHeads();
        long headDim = config.headDim();
        for (int i = 0; i < config.numHiddenLayers(); i++) {
            keys.add(buffer(type, 2, heads, headDim, capacity));
            values.add(buffer(type, 1, heads, capacity, headDim));
        }
    }

    private KvBuffer buffer(KvCacheType type, int dim, long... shape) {
        return switch (type) {
            case COMPUTED -> new PlainKvBuffer(dtype, device, dim, shape);
            case INT8 -> new Int8KvBuffer(dtype, device, dim, shape);
        };
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
                keys.get(i).copy(other.keys.get(i), rows);
                values.get(i).copy(other.values.get(i), rows);
            }
        }
        length = rows;
    }

    /** Native memory held. */
    public long bytes() {
        return keys.stream().mapToLong(KvBuffer::bytes).sum()
                + values.stream().mapToLong(KvBuffer::bytes).sum();
    }

    /** Makes room for {@code more} positions after the present ones. */
    void reserve(int more) {
        int needed = Math.addExact(length, more);
        if (needed <= capacity) {
            return;
        }
        int larger = readable(Math.max(needed, capacity + capacity / 4));
        keys.forEach(buffer -> buffer.grow(length, larger));
        values.forEach(buffer -> buffer.grow(length, larger));
        capacity = larger;
    }

    /**
     * Writes keys and values {@code [n, H, d]} after the present positions, without counting them yet: every layer writes
     * the same ones, and {@link #advance} follows when all have.
     */
    void write(int layer, Tensor k, Tensor v) {
        keys.get(layer).write(length, k.permute(1, 2, 0));
        values.get(layer).write(length, v.transpose(0, 1));
    }

    /** How many positions are read where {@code count} are needed. */
    static int readable(int count) {
        return (count + STEP - 1) / STEP * STEP;
    }

    /** Keys of a layer up to {@code readable(count)}, {@code [H, d, T]}; within the scope of the step. */
    Tensor keys(int layer, int count) {
        return keys.get(layer).read(readable(count));
    }

    /** Values of a layer up to {@code readable(count)}, {@code [H, T, d]}; within the scope of the step. */
    Tensor values(int layer, int count) {
        return values.get(layer).read(readable(count));
    }

    /** Counts {@code count} positions that every layer has written. */
    void advance(int count) {
        length += count;
    }

    @Override
    public void close() {
        keys.forEach(KvBuffer::close);
        values.forEach(KvBuffer::close);
    }
}
