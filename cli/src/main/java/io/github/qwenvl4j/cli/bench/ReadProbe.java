package io.github.qwenvl4j.cli.bench;

import io.github.qwenvl4j.cpu.NativeProbes;
import io.github.qwenvl4j.memory.Allocation;
import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.memory.DType;

/**
 * Reads a block of memory that is larger than any cache, with all compute threads. The speed of a shared machine changes from
 * second to second, so it is measured immediately before and after what it is compared with. Owns the block until closed.
 */
final class ReadProbe implements AutoCloseable {

    private final Allocation memory;
    private final Block block;

    /** @param bytes much larger than any cache */
    ReadProbe(long bytes) {
        memory = new Allocation(bytes);
        block = memory.block(DType.U8, bytes);
        block.clear(); // so that every page is there
    }

    /** Bytes per second of one pass. */
    double bandwidth() {
        return block.bytes() / TimedWork.once(() -> NativeProbes.read(block));
    }

    @Override
    public void close() {
        memory.close();
    }
}
