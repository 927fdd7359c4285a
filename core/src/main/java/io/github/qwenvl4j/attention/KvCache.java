package io.github.qwenvl4j.attention;

import io.github.qwenvl4j.nn.Attention;
import io.github.qwenvl4j.tensor.ComputeDevice;
import io.github.qwenvl4j.tensor.NativeAttention;
import io.github.qwenvl4j.tensor.Scopes;
import io.github.qwenvl4j.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Rotated keys and values of one sequence, for every layer, in buffers {@code [G, capacity, d]} that are written in place
 * and grow by a quarter when they are full. Where LibTorch attends, they are read up to a multiple of {@value #STEP}
 * positions, since every new length costs the making of new kernels; what lies behind the last position is finite and
 * must be masked. Owns its native memory; not thread-safe.
 */
public final class KvCache implements AutoCloseable {

    private static final int STEP = 64;
    private static final int FIRST_CAPACITY = 512;
    private static final int FEW_ROWS = 8;

    private final torch.ScalarType dtype;
    private final ComputeDevice device;
    private final KvShape shape;
    private final long bytesPerRow;
    private final List<KvBuffer> keys = new ArrayList<>();
    private final List<KvBuffer> values = new ArrayList<>();
    private int capacity;
    private int length;

    /** @param dtype that attention computes in: float32 or bfloat16 */
    public KvCache(KvShape shape, KvCacheType type, torch.ScalarType dtype, ComputeDevice device) {
        this.dtype = dtype;
        this.device = device;
        this.shape = shape;
        for (int i = 0; i < shape.layers(); i++) {
            keys.add(buffer(type, shape.heads(), 0, shape.headDim()));
            values.add(buffer(type, shape.heads(), 0, shape.headDim()));
        }
        this.bytesPerRow = Stream.concat(keys.stream(), values.stream())
                .mapToLong(KvBuffer::bytesPerPosition)
                .sum();
    }

    private KvBuffer buffer(KvCacheType type, long... shape) {
        return switch (type) {
            case COMPUTED -> new PlainKvBuffer(dtype, device, shape);
            case INT8 -> new Int8KvBuffer(dtype, device, shape);
        };
    }

    torch.ScalarType dtype() {
        return dtype;
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
        return bytesFor(capacity);
    }

    /** Native memory of a cache with room for so many positions, a {@linkplain #least possible} number of them. */
    public long bytesFor(int positions) {
        return positions * bytesPerRow;
    }

    /** As {@link #bytes}, but counted on the buffers themselves. */
    public long allocated() {
        return Stream.concat(keys.stream(), values.stream())
                .mapToLong(KvBuffer::bytes)
                .sum();
    }

    /** What a cache of the present size holds twice for a moment while it grows: one buffer is copied after the other. */
    public long bytesWhileGrowing() {
        return bytes() / (2L * keys.size());
    }

    /** Positions there is room for. */
    public int capacity() {
        return capacity;
    }

    /** The least room that a cache can have for so many positions. */
    public static int least(int positions) {
        return readable(positions);
    }

    /** The room that a cache makes for so many positions where memory is plenty, so that it seldom has to grow. */
    public int roomy(int positions) {
        return readable(Math.max(positions, Math.max(FIRST_CAPACITY, capacity + capacity / 4)));
    }

    /** Grows to room for so many positions, a {@linkplain #least possible} number of them. */
    public void grow(int positions) {
        keys.forEach(buffer -> buffer.grow(length, positions));
        values.forEach(buffer -> buffer.grow(length, positions));
        capacity = positions;
    }

    /** Makes room for {@code more} positions after the present ones. */
    void reserve(int more) {
        int needed = Math.addExact(length, more);
        if (needed > capacity) {
            grow(roomy(needed));
        }
    }

    /**
     * Writes keys and values {@code [n, G, d]} after the present positions, without counting them yet: every layer writes
     * the same ones, and {@link #advance} follows when all have.
     */
    void write(int layer, Tensor k, Tensor v) {
        keys.get(layer).write(length, k.transpose(0, 1));
        values.get(layer).write(length, v.transpose(0, 1));
    }

    /**
     * {@code softmax(q k^T / sqrt(d)) v} of the rows that a layer has just {@link #write written}: each sees what came
     * before it, and itself.
     *
     * @param q {@code [n, H, d]} in the dtype of the cache
     * @param mask {@link #mask} of as many rows
     * @return {@code [n, H, d]}, owned by the caller's scope
     */
    Tensor attend(int layer, Tensor q, Optional<Tensor> mask) {
        long rows = q.size(0);
        if (attendsItself(rows)) {
            return NativeAttention.attend(
                    q.contiguous(), keys.get(layer).memory(), values.get(layer).memory(), length);
        }
        int readable = readable(length + Math.toIntExact(rows));
        Tensor k = keys.get(layer).read(readable).transpose(1, 2); // [G, d, T]
        Tensor v = values.get(layer).read(readable); // [G, T, d]
        return Attention.grouped(q.transpose(0, 1), k, v, mask).transpose(0, 1);
    }

    /** Few rows wait for keys and values, many for products. */
    private boolean attendsItself(long rows) {
        return rows <= FEW_ROWS
                && dtype == torch.ScalarType.BFloat16
                && device == ComputeDevice.CPU
                && NativeAttention.takes(shape.headDim());
    }

    /**
     * 0 where one of {@code rows} new rows may look, up to itself, minus infinity behind it: {@code [rows, T]}, within the
     * scope of the step. Empty where {@link #attend} needs none.
     */
    Optional<Tensor> mask(int rows) {
        int readable = readable(length + rows);
        if (attendsItself(rows) || rows == 1 && readable == length + 1) {
            return Optional.empty();
        }
        return Optional.of(Scopes.scoped(() -> {
            Tensor hidden = Tensors.full(Double.NEGATIVE_INFINITY, rows, readable);
            return device.place(Tensors.to(hidden.triu(length + 1), dtype));
        }));
    }

    /** How many positions are read where {@code count} are needed. */
    private static int readable(int count) {
        return (count + STEP - 1) / STEP * STEP;
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
