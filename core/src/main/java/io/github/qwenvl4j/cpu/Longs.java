package io.github.qwenvl4j.cpu;

import io.github.qwenvl4j.memory.NativeMemory;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Whole numbers of 64 bits where native code can read them, as long as this object is reachable. */
final class Longs {

    private static final ThreadLocal<Longs> FEW = ThreadLocal.withInitial(() -> new Longs(new long[16]));

    private final ByteBuffer memory; // keeps it alive
    private final long address;

    Longs(long... values) {
        this.memory = ByteBuffer.allocateDirect(Math.max(1, values.length) * Long.BYTES)
                .order(ByteOrder.nativeOrder());
        memory.asLongBuffer().put(values);
        this.address = NativeMemory.addressOf(memory);
    }

    /** The address of up to 16 numbers, until this thread asks again. */
    static long few(long... values) {
        Longs few = FEW.get();
        few.memory.asLongBuffer().put(values);
        return few.address;
    }

    /** Numbers of which the first are to be the addresses of parts of equal size that follow them. */
    static Longs withAddresses(long[] values, int parts, int size) {
        Longs numbers = new Longs(values);
        for (int i = 0; i < parts; i++) {
            numbers.memory.asLongBuffer().put(i, numbers.address + (parts + (long) i * size) * Long.BYTES);
        }
        return numbers;
    }

    long address() {
        return address;
    }

    /** To be called when native code has read them: until then the memory stays. */
    void keep() {
        Reference.reachabilityFence(memory);
    }
}
