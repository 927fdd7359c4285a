package io.github.qwenvl4j.torch;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Keys or values in the dtype in which they were computed. Reading returns a view. */
final class PlainCacheRows implements CacheRows {

    private static final int POSITIONS = 1; // dimension

    private final TorchDevice device;
    private Tensor tensor;

    PlainCacheRows(torch.ScalarType dtype, TorchDevice device, long... shape) {
        this.device = device;
        this.tensor = allocate(dtype, shape);
    }

    private Tensor allocate(torch.ScalarType dtype, long... shape) {
        try (PointerScope scope = new PointerScope()) {
            return Scopes.retain(device.place(Tensors.zeros(dtype, shape)));
        }
    }

    @Override
    public void write(long at, Tensor rows) {
        tensor.narrow(POSITIONS, at, rows.size(POSITIONS)).copy_(rows);
    }

    @Override
    public Tensor read(long count) {
        return tensor.narrow(POSITIONS, 0, count);
    }

    @Override
    public void grow(int used, int capacity) {
        long[] shape = {tensor.size(0), tensor.size(1), tensor.size(2)};
        shape[POSITIONS] = capacity;
        try (PointerScope scope = new PointerScope();
                Tensor old = tensor) {
            tensor = allocate(old.scalar_type(), shape);
            write(0, old.narrow(POSITIONS, 0, used));
        }
    }

    @Override
    public void copy(CacheRows other, int count) {
        write(0, other.read(count));
    }

    @Override
    public long bytes() {
        return tensor.nbytes();
    }

    @Override
    public long bytesPerRow() {
        return tensor.size(0) * tensor.size(2) * tensor.itemsize();
    }

    @Override
    public void close() {
        tensor.close();
    }
}
