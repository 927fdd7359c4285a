package io.github.qwenvl4j.torch;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Keys or values in int8 with one scale per head and position: half the memory of bfloat16. Reading converts one layer
 * at a time back.
 */
final class Int8CacheRows implements CacheRows {

    private static final double LARGEST = 127;
    private static final double TINY = 1e-12; // avoids a scale of 0 for zeros

    private static final int FEATURES = 2; // dimension

    private final torch.ScalarType dtype;
    private final PlainCacheRows values;
    private final PlainCacheRows scales;

    /** @param dtype that attention computes in */
    Int8CacheRows(torch.ScalarType dtype, TorchDevice device, long... shape) {
        this.dtype = dtype;
        long[] scaleShape = shape.clone();
        scaleShape[FEATURES] = 1;
        this.values = new PlainCacheRows(torch.ScalarType.Char, device, shape);
        this.scales = new PlainCacheRows(dtype, device, scaleShape);
    }

    @Override
    public void write(long at, Tensor rows) {
        Tensor x = Tensors.toFloat32(rows);
        Tensor largest = x.abs().amax(new long[] {FEATURES}, true).clamp_min(new Scalar(TINY));
        Tensor scale = Tensors.to(Tensors.multiply(largest, 1 / LARGEST), dtype); // rounded as it will be read
        Tensor rounded = Tensors.clamp(x.div(Tensors.toFloat32(scale)).round_(), -LARGEST, LARGEST);
        values.write(at, rounded);
        scales.write(at, scale);
    }

    @Override
    public Tensor read(long count) {
        return Tensors.to(values.read(count), dtype).mul(scales.read(count));
    }

    @Override
    public void grow(int used, int capacity) {
        values.grow(used, capacity);
        scales.grow(used, capacity);
    }

    @Override
    public void copy(CacheRows other, int count) {
        Int8CacheRows same = (Int8CacheRows) other;
        values.copy(same.values, count);
        scales.copy(same.scales, count);
    }

    @Override
    public long bytes() {
        return values.bytes() + scales.bytes();
    }

    @Override
    public long bytesPerRow() {
        return values.bytesPerRow() + scales.bytesPerRow();
    }

    @Override
    public void close() {
        values.close();
        scales.close();
    }
}
