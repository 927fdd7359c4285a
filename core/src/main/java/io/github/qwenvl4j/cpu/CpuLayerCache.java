package io.github.qwenvl4j.cpu;

import io.github.qwenvl4j.memory.Allocation;
import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.tensor.LayerCache;
import io.github.qwenvl4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Keys and values of a layer in native memory: each {@code [G, capacity, d]}, and scales {@code [G, capacity]} where the form has them. */
final class CpuLayerCache implements LayerCache {

    /** How many {@link #addresses} there are. */
    static final int ADDRESSES = 4;

    private final CpuBackend backend;
    private final CacheForm form;
    private final long heads;
    private final long features;
    private final List<Plane> planes; // keys, their scales if any; values, their scales if any

    CpuLayerCache(CpuBackend backend, CacheForm form, long heads, long features) {
        this.backend = backend;
        this.form = form;
        this.heads = heads;
        this.features = features;
        this.planes = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            planes.add(new Plane(form.dtype(), heads, 0, features));
            if (form.isScaled()) {
                planes.add(new Plane(DType.BF16, heads, 0, 1));
            }
        }
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
        return planes.get(0).capacity;
    }

    /** Addresses of keys, their scales (or 0), values and their scales; until the cache grows. */
    long[] addresses() {
        long[] addresses = new long[ADDRESSES];
        int step = form.isScaled() ? 1 : 2;
        for (int i = 0; i < planes.size(); i++) {
            addresses[i * step] = planes.get(i).memory.address();
        }
        return addresses;
    }

    @Override
    public Tensor attend(Tensor q, Tensor k, Tensor v, int past) {
        NativeAttention.write(this, (CpuTensor) k, (CpuTensor) v, past);
        return NativeAttention.attend(backend, (CpuTensor) q, this, past);
    }

    @Override
    public void grow(int used, int rows) {
        planes.replaceAll(plane -> plane.grown(used, rows));
    }

    @Override
    public void copy(LayerCache other, int rows) {
        List<Plane> same = ((CpuLayerCache) other).planes;
        for (int i = 0; i < planes.size(); i++) {
            planes.get(i).copy(same.get(i), rows);
        }
    }

    @Override
    public long bytes() {
        long bytes = 0;
        for (Plane plane : planes) {
            bytes += plane.bytes();
        }
        return bytes;
    }

    @Override
    public long bytesPerRow() {
        long bytes = 0;
        for (Plane plane : planes) {
            bytes += plane.bytesPerRow();
        }
        return bytes;
    }

    @Override
    public void close() {
        planes.forEach(plane -> plane.memory.close());
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
            return capacity * bytesPerRow();
        }

        long bytesPerRow() {
            return heads * width * dtype.bytes();
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
