package io.github.qwenvl4j.torch;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Numbers of the positions of a cache, {@code [heads, capacity, width]}; 0 where nothing has been written. Owns its memory. */
final class Plane {

    private static final int POSITIONS = 1; // dimension

    private final TorchDevice device;
    private Tensor tensor;

    /** Without capacity. */
    Plane(TorchDevice device, torch.ScalarType dtype, long heads, long width) {
        this.device = device;
        this.tensor = allocate(dtype, heads, 0, width);
    }

    private Tensor allocate(torch.ScalarType dtype, long... shape) {
        try (PointerScope scope = new PointerScope()) {
            return Scopes.retain(device.full(dtype, 0, shape));
        }
    }

    long capacity() {
        return tensor.size(POSITIONS);
    }

    /** A view of positions, {@code [heads, count, width]}, owned by the caller's scope. */
    Tensor positions(long from, long count) {
        return tensor.narrow(POSITIONS, from, count);
    }

    /** The first positions, {@code [heads, count, width]}; a copy with zeros behind where the capacity is smaller. */
    Tensor padded(long count) {
        long missing = count - capacity();
        return missing <= 0
                ? positions(0, count)
                : torch.constant_pad_nd(tensor, 0, 0, 0, missing); // of the last dimension first
    }

    /** A view of one position, {@code [heads, width]}, owned by the caller's scope. */
    Tensor position(long at) {
        return tensor.select(POSITIONS, at);
    }

    /** Changes the capacity and keeps the first {@code used} positions. */
    void grow(int used, int capacity) {
        try (PointerScope scope = new PointerScope();
                Tensor old = tensor) {
            tensor = allocate(old.scalar_type(), old.size(0), capacity, old.size(2));
            positions(0, used).copy_(old.narrow(POSITIONS, 0, used));
        }
    }

    void copy(Plane other, int count) {
        positions(0, count).copy_(other.positions(0, count));
    }

    /** Bytes of native memory actually allocated. */
    long bytes() {
        return tensor.nbytes();
    }

    long bytesPerRow() {
        return tensor.size(0) * tensor.size(2) * tensor.itemsize();
    }

    void close() {
        tensor.close();
    }
}
