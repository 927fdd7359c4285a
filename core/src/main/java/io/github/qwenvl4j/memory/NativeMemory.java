package io.github.qwenvl4j.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicLong;

/** Native memory by its addresses. Counts what is allocated, so that tests can prove that nothing is lost. Thread-safe. */
public final class NativeMemory {

    private static final AtomicLong BLOCKS = new AtomicLong();
    private static final AtomicLong BYTES = new AtomicLong();
    private static final double MEGABYTE = 1e6;

    static {
        NativeLibrary.require();
    }

    private NativeMemory() {}

    /**
     * Memory that begins on a line of the cache, uninitialised.
     *
     * @throws OutOfMemoryError when there is none
     */
    static long take(long bytes) {
        long address = allocate(bytes);
        if (address == 0) {
            throw new OutOfMemoryError("not enough native memory: %.0f MB more are needed".formatted(bytes / MEGABYTE));
        }
        count(1, bytes);
        return address;
    }

    static void give(long address, long bytes) {
        free(address);
        count(-1, -bytes);
    }

    static void count(int blocks, long bytes) {
        BLOCKS.addAndGet(blocks);
        BYTES.addAndGet(bytes);
    }

    /** Blocks in use, of all models of this process. */
    public static long blocks() {
        return BLOCKS.get();
    }

    /** Their bytes. */
    public static long bytes() {
        return BYTES.get();
    }

    /** The memory as a buffer in the machine's byte order; valid as long as the memory. */
    public static ByteBuffer at(long address, long bytes) {
        if (address == 0 || bytes == 0) {
            return ByteBuffer.allocateDirect(0);
        }
        return buffer(address, Math.toIntExact(bytes)).order(ByteOrder.nativeOrder());
    }

    /** The address of a direct buffer's first byte; valid as long as the buffer. */
    public static long addressOf(ByteBuffer direct) {
        return address(direct);
    }

    static native void copy(long from, long to, long bytes);

    static native void clear(long address, long bytes);

    static native long map(long path, long bytes);

    static native void unmap(long address, long bytes);

    private static native long allocate(long bytes);

    private static native void free(long address);

    private static native ByteBuffer buffer(long address, long bytes);

    private static native long address(ByteBuffer direct);
}
