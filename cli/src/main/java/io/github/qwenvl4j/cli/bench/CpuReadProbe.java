package io.github.qwenvl4j.cli.bench;

import io.github.qwenvl4j.cpu.NativeProbes;
import io.github.qwenvl4j.memory.Allocation;
import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.memory.DType;

/** Reads a block of this machine's memory. Owns the block until closed. */
final class CpuReadProbe implements ReadProbe {

    private final Allocation memory;
    private final Block block;

    CpuReadProbe(long bytes) {
        memory = new Allocation(bytes);
        block = memory.block(DType.U8, bytes);
        block.clear(); // so that every page is there
    }

    @Override
    public double bandwidth() {
        return block.bytes() / TimedWork.once(() -> NativeProbes.read(block));
    }

    @Override
    public void close() {
        memory.close();
    }
}
