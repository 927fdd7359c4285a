package io.github.qwenvl4j.cpu;

import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.memory.Conversion;
import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.tensor.Taps;
import io.github.qwenvl4j.tensor.Tensor;
import java.util.Arrays;

/** float32 numbers in native memory: up to three dimensions by strides, of which the last has no gaps. */
final class CpuTensor implements Tensor {

    private final CpuBackend backend;
    private final Storage storage; // null where the numbers are constant
    private final long address;
    private final Layout layout;

    CpuTensor(CpuBackend backend, Storage storage, long address, Layout layout) {
        this.backend = backend;
        this.storage = storage;
        this.address = address;
        this.layout = layout;
    }

    CpuBackend backend() {
        return backend;
    }

    long address() {
        return address;
    }

    Layout layout() {
        return layout;
    }

    /** The numbers, where they lie without gaps. */
    Block block() {
        if (!layout.isContiguous()) {
            throw new IllegalStateException("the numbers have gaps");
        }
        return new Block(DType.F32, address, layout.shape());
    }

    void leave(Scope scope) {
        if (storage != null) {
            scope.leave(storage);
        }
    }

    @Override
    public long[] shape() {
        return layout.shape().clone();
    }

    @Override
    public long size(int dimension) {
        return layout.shape()[dimension];
    }

    @Override
    public long bytes() {
        return layout.count() * Float.BYTES;
    }

    /** This tensor, or a copy without gaps. */
    CpuTensor dense() {
        return layout.isContiguous() ? this : copy();
    }

    @Override
    public CpuTensor view(long... wanted) {
        long[] sizes = layout.sizes(wanted);
        require(Layout.product(sizes) == layout.count(), "has other numbers than", sizes);
        CpuTensor dense = dense();
        return new CpuTensor(backend, dense.storage, dense.address, Layout.rowMajor(sizes));
    }

    @Override
    public CpuTensor narrow(int dimension, long start, long length) {
        require(start >= 0 && length >= 0 && start + length <= size(dimension), "has no such part of", layout.shape());
        long first = address + start * layout.strides()[dimension] * Float.BYTES;
        return new CpuTensor(backend, storage, first, layout.narrow(dimension, length));
    }

    CpuTensor copy() {
        return vectors(Way.COPY, layout.size());
    }

    /** Overwrites the numbers. @param other of the same shape */
    void write(CpuTensor other) {
        require(Arrays.equals(layout.shape(), other.layout.shape()), "cannot be written from", other.layout.shape());
        block().copy(other.dense().block());
    }

    @Override
    public CpuTensor add(Tensor other) {
        CpuTensor x = dense();
        CpuTensor y = ((CpuTensor) other).dense();
        long rows = y.size(0);
        require(
                rows > 0 && size(0) % rows == 0 && y.layout.count() == rows * layout.row(),
                "cannot be added to",
                y.layout.shape());
        CpuTensor sum = backend.empty(layout.shape());
        NativeOperations.add(x.address, y.address, size(0), rows, layout.row(), sum.address);
        return sum;
    }

    /** A function of each vector. @param size of the result's vectors */
    private CpuTensor vectors(Way way, long size) {
        CpuTensor y = backend.empty(layout.with(layout.shape().length - 1, size));
        NativeOperations.apply(way.ordinal(), described(size), y.address);
        return y;
    }

    /** As operations.c reads vectors of so many numbers; until this thread describes others. */
    private long described(long size) {
        return Longs.few(address, layout.strides()[0], layout.vectorStride(), size(0), layout.vectors(), size);
    }

    @Override
    public CpuTensor gelu() {
        return vectors(Way.GELU, layout.size());
    }

    @Override
    public CpuTensor geluTanh() {
        return vectors(Way.GELU_TANH, layout.size());
    }

    @Override
    public CpuTensor gated(boolean gateFirst) {
        return vectors(gateFirst ? Way.GATED : Way.GATED_SECOND, layout.size() / 2);
    }

    @Override
    public CpuTensor layerNorm(Tensor weight, Tensor bias, double epsilon) {
        return norm(weight, vector(bias, layout.size()), epsilon);
    }

    @Override
    public CpuTensor rmsNorm(Tensor weight, double epsilon) {
        return norm(weight, 0, epsilon);
    }

    private CpuTensor norm(Tensor weight, long bias, double epsilon) {
        CpuTensor y = backend.empty(layout.shape());
        long size = layout.size();
        NativeOperations.norm(described(size), vector(weight, size), bias, (float) epsilon, y.address);
        return y;
    }

    /** The address of so many numbers without gaps. */
    private static long vector(Tensor given, long size) {
        CpuTensor x = (CpuTensor) given;
        x.require(x.layout.count() == size && x.layout.isContiguous(), "is no vector of", size);
        return x.address;
    }

    @Override
    public CpuTensor scaleRows(Tensor factors) {
        CpuTensor x = dense();
        CpuTensor y = backend.empty(layout.shape());
        NativeOperations.scaleRows(x.address, vector(factors, size(0)), size(0), layout.row(), y.address);
        return y;
    }

    @Override
    public CpuTensor rotate(Tensor cosines, Tensor sines) {
        long size = layout.size();
        CpuTensor y = backend.empty(layout.shape());
        long cosine = vector(cosines, size(0) * size);
        NativeOperations.rotate(described(size), cosine, vector(sines, size(0) * size), y.address);
        return y;
    }

    @Override
    public CpuTensor rows(int... index) {
        return gather(index, 0, 1, index.length);
    }

    @Override
    public CpuTensor combine(Taps taps) {
        CpuTensor weights = backend.tensor(taps.weight(), taps.weight().length);
        return gather(taps.index(), weights.address, taps.each(), taps.count());
    }

    private CpuTensor gather(int[] index, long weights, int each, int results) {
        CpuTensor x = dense();
        requireRows(index);
        CpuTensor y = backend.empty(layout.with(0, results));
        long rows = NativeOperations.numbers(backend, index);
        NativeOperations.gather(Longs.few(0, each, results, layout.row()), x.address, rows, weights, y.address);
        return y;
    }

    private void requireRows(int[] index) {
        for (int row : index) {
            require(row >= 0 && row < size(0), "has no row", row);
        }
    }

    @Override
    public CpuTensor repeat(int times) {
        CpuTensor y = backend.empty(layout.with(0, times * size(0)));
        for (int i = 0; i < times; i++) {
            y.narrow(0, i * size(0), size(0)).write(this);
        }
        return y;
    }

    @Override
    public CpuTensor withRows(int[] index, Tensor values) {
        return scatter(index, (CpuTensor) values, false);
    }

    @Override
    public CpuTensor addToRows(int[] index, Tensor values) {
        return scatter(index, (CpuTensor) values, true);
    }

    private CpuTensor scatter(int[] index, CpuTensor values, boolean add) {
        requireRows(index);
        require(values.layout.count() == index.length * layout.row(), "cannot take rows of", values.layout.shape());
        CpuTensor y = backend.empty(layout.shape());
        y.write(this);
        long rows = NativeOperations.numbers(backend, index);
        NativeOperations.scatter(values.dense().address, rows, index.length, layout.row(), add, y.address);
        return y;
    }

    @Override
    public CpuTensor addAt(long row, long column, Tensor values) {
        CpuTensor x = ((CpuTensor) values).dense();
        require(layout.shape().length == 2, "has no columns, like", layout.shape());
        narrow(0, row, x.size(0)).narrow(1, column, x.size(1));
        CpuTensor y = copy();
        long width = x.size(1);
        for (long i = 0; i < x.size(0); i++) {
            long to = y.address + ((row + i) * size(1) + column) * Float.BYTES;
            NativeOperations.add(to, x.address + i * width * Float.BYTES, 1, 1, width, to);
        }
        return y;
    }

    @Override
    public CpuTensor matmul(Tensor matrix) {
        CpuTensor m = ((CpuTensor) matrix).dense();
        require(
                m.layout.shape().length == 2 && m.size(0) == layout.size(),
                "cannot be multiplied by",
                m.layout.shape());
        CpuTensor turned = backend.empty(m.size(1), m.size(0));
        NativeOperations.transpose(m.address, m.size(0), m.size(1), turned.address);
        return CpuLinear.product(dense(), NativeLayer.ofFloats(turned.block()));
    }

    @Override
    public CpuTensor attend(Tensor keys, Tensor values, int sequences) {
        return NativeAttention.attend(this, (CpuTensor) keys, (CpuTensor) values, sequences);
    }

    @Override
    public float[] toFloats() {
        return Conversion.toFloats(dense().block());
    }

    @Override
    public Tensor retain() {
        if (storage != null) {
            storage.share();
        }
        return this;
    }

    @Override
    public void close() {
        if (storage != null) {
            storage.release();
        }
    }

    private void require(boolean valid, String what, long... sizes) {
        if (!valid) {
            throw new IllegalArgumentException(
                    "a tensor " + Arrays.toString(layout.shape()) + " " + what + " " + Arrays.toString(sizes));
        }
    }

    /** As operations.c numbers them. */
    private enum Way {
        GELU,
        GELU_TANH,
        GATED,
        GATED_SECOND,
        COPY
    }
}
