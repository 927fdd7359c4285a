package io.github.qwenvl4j.memory;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Numbers of one type in native memory, row-major and without gaps. Somebody else owns the memory (an {@link Allocation}, a
 * mapped file) and must outlive what reads it here. Immutable; the numbers may change.
 */
public final class Block {

    private final DType dtype;
    private final long address;
    private final long[] shape;

    /** @param address of the first number; 0 for a block without numbers */
    public Block(DType dtype, long address, long... shape) {
        this.dtype = dtype;
        this.address = address;
        this.shape = shape.clone();
    }

    static long bytes(DType dtype, long... shape) {
        long bytes = dtype.bytes();
        for (long size : shape) {
            bytes = Math.multiplyExact(bytes, size);
        }
        return bytes;
    }

    public DType dtype() {
        return dtype;
    }

    public long address() {
        return address;
    }

    public long[] shape() {
        return shape.clone();
    }

    public long size(int dimension) {
        return shape[dimension];
    }

    public int dimensions() {
        return shape.length;
    }

    /** How many numbers. */
    public long count() {
        return bytes() / dtype.bytes();
    }

    public long bytes() {
        return bytes(dtype, shape);
    }

    public boolean has(DType type, long... sizes) {
        return dtype == type && Arrays.equals(shape, sizes);
    }

    /** The same numbers in another shape. */
    public Block view(long... sizes) {
        return as(dtype, sizes);
    }

    /** The same bytes as numbers of another type. */
    public Block as(DType type, long... sizes) {
        Block view = new Block(type, address, sizes);
        if (view.bytes() != bytes()) {
            throw new IllegalArgumentException(this + " cannot be seen as " + view);
        }
        return view;
    }

    /** Some of the first dimension. */
    public Block rows(long start, long count) {
        if (start < 0 || count < 0 || start + count > shape[0]) {
            throw new IllegalArgumentException(this + " has no rows from " + start + " to " + (start + count));
        }
        long[] some = shape.clone();
        some[0] = count;
        long row = shape[0] == 0 ? 0 : bytes() / shape[0];
        return new Block(dtype, address + start * row, some);
    }

    /** The bytes from {@code from} on, for reading and writing; valid as long as the memory. */
    public ByteBuffer bytes(long from, int length) {
        if (from < 0 || from + length > bytes()) {
            throw new IllegalArgumentException(this + " has no bytes from " + from + " to " + (from + length));
        }
        return NativeMemory.at(address + from, length);
    }

    /** Copies numbers of the same type and count here. */
    public void copy(Block from) {
        if (from.dtype != dtype || from.bytes() != bytes()) {
            throw new IllegalArgumentException(from + " cannot be copied to " + this);
        }
        NativeMemory.copy(from.address, address, bytes());
    }

    /** Fills the memory with zeros. */
    public void clear() {
        NativeMemory.clear(address, bytes());
    }

    @Override
    public String toString() {
        return dtype + " " + Arrays.toString(shape);
    }
}
