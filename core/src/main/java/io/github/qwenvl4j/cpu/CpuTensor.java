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
    private final long[] shape;
    private final long[] strides; // in numbers

    CpuTensor(CpuBackend backend, Storage storage, long address, long[] shape) {
        this(backend, storage, address, shape.clone(), rowMajor(shape));
    }

    private CpuTensor(CpuBackend backend, Storage storage, long address, long[] shape, long[] strides) {
        this.backend = backend;
        this.storage = storage;
        this.address = address;
        this.shape = shape;
        this.strides = strides;
    }

    private static long[] rowMajor(long[] shape) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= shape[i];
        }
        return strides;
    }

    CpuBackend backend() {
        return backend;
    }

    long address() {
        return address;
    }

    /** Numbers from a row to the next. */
    long rowStride() {
        return strides[0];
    }

    /** Numbers from a vector of a row to the next; 0 where a row is one vector. */
    long headStride() {
        return shape.length == 3 ? strides[1] : 0;
    }

    private long vectorsOfRow() {
        return shape.length == 3 ? shape[1] : 1;
    }

    private long vectorSize() {
        return shape[shape.length - 1];
    }

    private long count() {
        return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    }

    private boolean contiguous() {
        return count() <= 1 || Arrays.equals(strides, rowMajor(shape));
    }

    /** The numbers, where they lie without gaps. */
    Block block() {
        if (!contiguous()) {
            throw new IllegalStateException("the numbers have gaps");
        }
        return new Block(DType.F32, address, shape);
    }

    void leave(Scope scope) {
        if (storage != null) {
            scope.leave(storage);
        }
    }

    @Override
    public long[] shape() {
        return shape.clone();
    }

    @Override
    public long size(int dimension) {
        return shape[dimension];
    }

    @Override
    public long bytes() {
        return count() * Float.BYTES;
    }

    /** This tensor, or a copy without gaps. */
    CpuTensor dense() {
        return contiguous() ? this : vectors(Way.COPY, vectorSize());
    }

    @Override
    public CpuTensor view(long... wanted) {
        long[] sizes = wanted.clone();
        long known = -Arrays.stream(sizes).reduce(1, (a, b) -> a * b);
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = sizes[i] == -1 ? count() / known : sizes[i];
        }
        require(Arrays.stream(sizes).reduce(1, (a, b) -> a * b) == count(), "has other numbers than", sizes);
        CpuTensor dense = dense();
        return new CpuTensor(backend, dense.storage, dense.address, sizes);
    }

    @Override
    public CpuTensor narrow(int dimension, long start, long length) {
        require(start >= 0 && length >= 0 && start + length <= shape[dimension], "has no such part of", shape);
        long[] sizes = shape.clone();
        sizes[dimension] = length;
        return new CpuTensor(
                backend, storage, address + start * strides[dimension] * Float.BYTES, sizes, strides.clone());
    }

    CpuTensor copy() {
        return vectors(Way.COPY, vectorSize());
    }

    /** Overwrites the numbers. @param other of the same shape */
    void write(CpuTensor other) {
        require(Arrays.equals(shape, other.shape), "cannot be written from", other.shape);
        block().copy(other.dense().block());
    }

    @Override
    public CpuTensor add(Tensor other) {
        CpuTensor x = dense();
        CpuTensor y = ((CpuTensor) other).dense();
        long row = shape[0] == 0 ? 0 : count() / shape[0];
        require(y.shape[0] > 0 && shape[0] % y.shape[0] == 0 && y.count() == y.shape[0] * row, "cannot be added to", y.shape);
        CpuTensor sum = backend.empty(shape);
        NativeOperations.add(x.address, y.address, shape[0], y.shape[0], row, sum.address);
        return sum;
    }

    /** A function of each vector. @param size of the result's vectors */
    private CpuTensor vectors(Way way, long size) {
        long[] sizes = shape.clone();
        sizes[sizes.length - 1] = size;
        CpuTensor y = backend.empty(sizes);
        NativeOperations.apply(
                way.ordinal(), address, rowStride(), headStride(), shape[0], vectorsOfRow(), size, y.address);
        return y;
    }

    @Override
    public CpuTensor gelu() {
        return vectors(Way.GELU, vectorSize());
    }

    @Override
    public CpuTensor geluTanh() {
        return vectors(Way.GELU_TANH, vectorSize());
    }

    @Override
    public CpuTensor gated(boolean gateFirst) {
        return vectors(gateFirst ? Way.GATED : Way.GATED_SECOND, vectorSize() / 2);
    }

    @Override
    public CpuTensor layerNorm(Tensor weight, Tensor bias, double epsilon) {
        return norm((CpuTensor) weight, ((CpuTensor) bias).vector(vectorSize()), epsilon);
    }

    @Override
    public CpuTensor rmsNorm(Tensor weight, double epsilon) {
        return norm((CpuTensor) weight, 0, epsilon);
    }

    private CpuTensor norm(CpuTensor weight, long bias, double epsilon) {
        CpuTensor y = backend.empty(shape);
        NativeOperations.norm(
                address,
                rowStride(),
                headStride(),
                shape[0],
                vectorsOfRow(),
                vectorSize(),
                weight.vector(vectorSize()),
                bias,
                (float) epsilon,
                y.address);
        return y;
    }

    /** The address of so many numbers without gaps. */
    private long vector(long size) {
        require(count() == size && contiguous(), "is no vector of", size);
        return address;
    }

    @Override
    public CpuTensor scaleRows(Tensor factors) {
        CpuTensor x = dense();
        CpuTensor y = backend.empty(shape);
        NativeOperations.scaleRows(
                x.address, ((CpuTensor) factors).vector(shape[0]), shape[0], count() / Math.max(1, shape[0]), y.address);
        return y;
    }

    @Override
    public CpuTensor rotate(Tensor cosines, Tensor sines) {
        long size = vectorSize();
        CpuTensor y = backend.empty(shape);
        NativeOperations.rotate(
                address,
                rowStride(),
                headStride(),
                shape[0],
                vectorsOfRow(),
                size,
                ((CpuTensor) cosines).vector(shape[0] * size),
                ((CpuTensor) sines).vector(shape[0] * size),
                y.address);
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
        long[] sizes = shape.clone();
        sizes[0] = results;
        CpuTensor y = backend.empty(sizes);
        NativeOperations.gather(
                x.address,
                0,
                NativeOperations.numbers(backend, index),
                weights,
                each,
                results,
                count() / Math.max(1, shape[0]),
                y.address);
        return y;
    }

    private void requireRows(int[] index) {
        for (int row : index) {
            require(row >= 0 && row < shape[0], "has no row", row);
        }
    }

    @Override
    public CpuTensor repeat(int times) {
        long[] sizes = shape.clone();
        sizes[0] *= times;
        CpuTensor y = backend.empty(sizes);
        for (int i = 0; i < times; i++) {
            y.narrow(0, i * shape[0], shape[0]).write(this);
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
        long row = count() / Math.max(1, shape[0]);
        requireRows(index);
        require(values.count() == index.length * row, "cannot take rows of", values.shape);
        CpuTensor y = backend.empty(shape);
        y.write(this);
        NativeOperations.scatter(
                values.dense().address, NativeOperations.numbers(backend, index), index.length, row, add, y.address);
        return y;
    }

    @Override
    public CpuTensor matmul(Tensor matrix) {
        CpuTensor m = ((CpuTensor) matrix).dense();
        require(m.shape.length == 2 && m.shape[0] == vectorSize(), "cannot be multiplied by", m.shape);
        CpuTensor turned = backend.empty(m.shape[1], m.shape[0]);
        NativeOperations.transpose(m.address, m.shape[0], m.shape[1], turned.address);
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
                    "a tensor " + Arrays.toString(shape) + " " + what + " " + Arrays.toString(sizes));
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
