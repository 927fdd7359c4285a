package io.github.qwenvl4j.cpu;

import io.github.qwenvl4j.memory.Allocation;
import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.tensor.LayerCache;
import io.github.qwenvl4j.tensor.Tensor;
import java.util.List;

/** Keys and values of a layer in native memory. */
final class CpuLayerCache implements LayerCache {

    private final CpuBackend backend;
    private final CacheForm form;
    private final long heads;
    private final long features;
    private final CacheRows keys;
    private final CacheRows values;

    CpuLayerCache(CpuBackend backend, CacheForm form, long heads, long features) {
        this.backend = backend;
        this.form = form;
        this.heads = heads;
        this.features = features;
        this.keys = new CacheRows(form, heads, features);
        this.values = new CacheRows(form, heads, features);
    }

    CacheForm form() {
        return form;
    }

    long heads() {
        return heads;
    }

    long features() {
        return features;
    }

    long capacity() {
        return keys.capacity();
    }

    /** Addresses of keys, their scales (or 0), values and their scales; until the cache grows. */
    long[] addresses() {
        return new long[] {keys.numbers(), keys.scales(), values.numbers(), values.scales()};
    }

    @Override
    public Tensor attend(Tensor q, Tensor k, Tensor v, int past) {
        NativeAttention.write(this, (CpuTensor) k, (CpuTensor) v, past);
        return NativeAttention.attend(backend, (CpuTensor) q, this, past);
    }

    @Override
    public void grow(int used, int rows) {
        List.of(keys, values).forEach(each -> each.grow(used, rows));
    }

    @Override
    public void copy(LayerCache other, int rows) {
        CpuLayerCache same = (CpuLayerCache) other;
        keys.copy(same.keys, rows);
        values.copy(same.values, rows);
    }

    @Override
    public long bytes() {
        return keys.bytes() + values.bytes();
    }

    @Override
    public long bytesPerRow() {
        long scale = form.isScaled() ? DType.BF16.bytes() : 0;
        return 2 * heads * (features * form.dtype().bytes() + scale);
    }

    @Override
    public void close() {
        keys.close();
        values.close();
    }

    /** Keys or values {@code [G, capacity, d]}, and scales {@code [G, capacity]} where the form has them. */
    private static final class CacheRows implements AutoCloseable {

        private Plane numbers;
        private Plane scales; // null where there are none

        CacheRows(CacheForm form, long heads, long features) {
            this.numbers = new Plane(form.dtype(), heads, 0, features);
            this.scales = form.isScaled() ? new Plane(DType.BF16, heads, 0, 1) : null;
        }

        long capacity() {
            return numbers.capacity;
        }

        long numbers() {
            return numbers.memory.address();
        }

        long scales() {
            return scales == null ? 0 : scales.memory.address();
        }

        void grow(int used, int rows) {
            numbers = numbers.grown(used, rows);
            scales = scales == null ? null : scales.grown(used, rows);
        }

        void copy(CacheRows other, int rows) {
            numbers.copy(other.numbers, rows);
            if (scales != null) {
                scales.copy(other.scales, rows);
            }
        }

        long bytes() {
            return numbers.bytes() + (scales == null ? 0 : scales.bytes());
        }

        @Override
        public void close() {
            numbers.memory.close();
            if (scales != null) {
                scales.memory.close();
            }
        }
    }

    /** Numbers {@code [G, capacity, width]}. */
    private static final class Plane {

        private final DType dtype;
        private final long heads;
        private final long capacity;
        private final long width;
        private final Allocation memory;

        Plane(DType dtype, long heads, long capacity, long width) {
            this.dtype = dtype;
            this.heads = heads;
            this.capacity = capacity;
            this.width = width;
            this.memory = new Allocation(Math.max(1, bytes()));
        }

        long bytes() {
            return heads * capacity * width * dtype.bytes();
        }

        Plane grown(int used, int rows) {
            Plane larger = new Plane(dtype, heads, rows, width);
            larger.copy(this, used);
            memory.close();
            return larger;
        }

        void copy(Plane other, int rows) {
            var to = memory.block(dtype, heads, capacity, width);
            var from = other.memory.block(dtype, heads, other.capacity, width);
            for (long head = 0; head < heads && rows > 0; head++) {
                to.rows(head, 1)
                        .view(capacity, width)
                        .rows(0, rows)
                        .copy(from.rows(head, 1).view(other.capacity, width).rows(0, rows));
            }
        }
    }
}
