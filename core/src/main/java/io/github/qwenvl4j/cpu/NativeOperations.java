package io.github.qwenvl4j.cpu;

import io.github.qwenvl4j.memory.NativeMemory;

/** The small operations of {@code operations.c}, by addresses of numbers whose sizes {@link CpuTensor} has checked. */
final class NativeOperations {

    static {
        NativeKernels.require();
    }

    private NativeOperations() {}

    /** The address of a copy of these numbers, which belongs to the calling thread's scope. */
    static long numbers(CpuBackend backend, int[] values) {
        long bytes = (long) values.length * Integer.BYTES;
        long address = backend.take(bytes).address();
        NativeMemory.at(address, bytes).asIntBuffer().put(values);
        return address;
    }

    static native void apply(int way, long layout, long y);

    static native void norm(long layout, long weight, long bias, float epsilon, long y);

    static native void rotate(long layout, long cosines, long sines, long y);

    static native void add(long x, long b, long count, long period, long size, long y);

    static native void scaleRows(long x, long factors, long count, long size, long y);

    static native void gather(long sizes, long table, long index, long weights, long y);

    static native void scatter(long values, long index, long count, long size, boolean add, long y);

    static native void transpose(long x, long count, long columns, long y);
}
