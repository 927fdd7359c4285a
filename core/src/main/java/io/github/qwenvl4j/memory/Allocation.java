package io.github.qwenvl4j.memory;

/** Native memory with one owner, who closes it. Begins on a line of the cache. */
public final class Allocation implements AutoCloseable {

    private final long address;
    private final long bytes;
    private boolean idle;
    private boolean freed;

    /**
     * Uninitialised memory.
     *
     * @throws OutOfMemoryError when there is not enough
     */
    public Allocation(long bytes) {
        this.bytes = bytes;
        this.address = NativeMemory.take(bytes);
    }

    /** Memory for a block of this type and shape, uninitialised. */
    public static Allocation of(DType dtype, long... shape) {
        return new Allocation(Block.bytes(dtype, shape));
    }

    /** The memory as numbers, as long as this is not closed. */
    public Block block(DType dtype, long... shape) {
        Block block = new Block(dtype, address, shape);
        if (block.bytes() > bytes) {
            throw new IllegalArgumentException(block + " does not fit " + bytes + " bytes");
        }
        return block;
    }

    public long address() {
        return address;
    }

    public long bytes() {
        return bytes;
    }

    /** Says whether the memory only waits to be used again: then it is not {@linkplain NativeMemory#blocks counted}. */
    public void setIdle(boolean now) {
        if (idle != now) {
            idle = now;
            NativeMemory.count(now ? -1 : 1, now ? -bytes : bytes);
        }
    }

    @Override
    public void close() {
        if (!freed) {
            freed = true;
            setIdle(false);
            NativeMemory.give(address, bytes);
        }
    }
}
