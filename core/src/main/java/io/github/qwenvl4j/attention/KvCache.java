package io.github.qwenvl4j.attention;

import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.nn.Attention;
import io.github.qwenvl4j.tensor.ComputeDevice;
import io.github.qwenvl4j.tensor.NativeAttention;
import io.github.qwenvl4j.tensor.Scopes;
import io.github.qwenvl4j.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Rotated keys and values of one sequence, for every layer, in buffers {@code [G, capacity, d]} that are written in
 * place and grow by a quarter when full. If LibTorch computes attention, they are read up to a multiple of {@value
 * #STEP} positions, because LibTorch creates new kernels for every new length; values after the last position are
 * finite and must be masked. Owns its native memory; not thread-safe.
 */
public final class KvCache implements RowCache {

    private static final int STEP = 64;
    private static final int FIRST_CAPACITY = 512;
    private static final int FEW_ROWS = 8;

    private final torch.ScalarType dtype;
    private final ComputeDevice device;
    private final KvShape shape;
    private final long bytesPerRow;
    private final List<KvBuffer> keys = new ArrayList<>();
    private final List<KvBuffer> values = new ArrayList<>();
    private long[] addresses = {};
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
        try (PointerScope scope = new PointerScope()) {
            for (int i = 0; i < keys.size(); i++) {
                keys.get(i).copy(other.keys.get(i), rows);
                values.get(i).copy(other.values.get(i), rows);
            }
        }
        length = rows;
    }

    @Override
    public long bytesFor(int positions) {
        return positions * bytesPerRow;
    }

    @Override
    public long allocated() {
        return Stream.concat(keys.stream(), values.stream())
                .mapToLong(KvBuffer::bytes)
                .sum();
    }

    /** Additional bytes needed while the cache grows: one buffer at a time exists twice. */
    @Override
    public long bytesWhileGrowing() {
        return bytes() / (2L * keys.size());
    }

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    public int least(int positions) {
        return readable(positions);
    }

    @Override
    public int roomy(int positions) {
        return readable(Math.max(positions, Math.max(FIRST_CAPACITY, capacity + capacity / 4)));
    }

    @Override
    public void grow(int positions) {
        keys.forEach(buffer -> buffer.grow(length, positions));
        values.forEach(buffer -> buffer.grow(length, positions));
        capacity = positions;
        addresses = new long[0];
    }

    /** Addresses of keys, their scales (or 0), values and their scales, of every layer; until the cache grows. */
    long[] addresses() {
        if (addresses.length == 0) {
            addresses = IntStream.range(0, keys.size())
                    .mapToObj(layer ->
                            List.of(keys.get(layer).memory(), values.get(layer).memory()))
                    .flatMap(List::stream)
                    .flatMapToLong(memory -> Arrays.stream(memory.addresses()))
                    .toArray();
        }
        return addresses.clone();
    }

    /** Ensures capacity for {@code more} additional positions. */
    void reserve(int more) {
        int needed = Math.addExact(length, more);
        if (needed > capacity) {
            grow(roomy(needed));
        }
    }

    /**
     * Writes keys and values {@code [n, G, d]} after the cached positions without changing the length: every layer
     * writes the same positions, then {@link #advance} is called once.
     */
    void write(int layer, Tensor k, Tensor v) {
        keys.get(layer).write(length, k.transpose(0, 1));
        values.get(layer).write(length, v.transpose(0, 1));
    }

    /**
     * {@code softmax(q k^T / sqrt(d)) v} of the rows that a layer has just {@link #write written}: each attends to the
     * earlier positions and to itself.
     *
     * @param q {@code [n, H, d]} in the dtype of the cache
     * @param mask {@link #mask} for the same number of rows
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

    /** A few rows are limited by reading keys and values, many by the matrix products. */
    boolean attendsItself(long rows) {
        return rows <= FEW_ROWS
                && dtype == torch.ScalarType.BFloat16
                && device == ComputeDevice.CPU
                && NativeAttention.takes(shape.headDim());
    }

    /**
     * Causal mask for {@code rows} new rows, {@code [rows, T]}: 0 up to the row itself, minus infinity after it.
     * Belongs to the scope of the step; empty if {@link #attend} does not need it.
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

    /** Number of positions to read if {@code count} are needed. */
    private static int readable(int count) {
        return (count + STEP - 1) / STEP * STEP;
    }

    /** Increases the length by {@code count} positions that every layer has written. */
    void advance(int count) {
        length += count;
    }

    @Override
    public void close() {
        keys.forEach(KvBuffer::close);
        values.forEach(KvBuffer::close);
    }
}
