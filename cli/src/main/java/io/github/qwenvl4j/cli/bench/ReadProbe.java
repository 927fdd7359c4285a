package io.github.qwenvl4j.cli.bench;

import io.github.qwenvl4j.Device;
import io.github.qwenvl4j.cpu.NativeProbes;
import io.github.qwenvl4j.memory.Allocation;
import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.torch.TorchDevice;
import io.github.qwenvl4j.torch.TorchProbes;

/**
 * Reads a block of the device's memory that is larger than any cache. The speed of a shared machine changes from second to
 * second, so it is measured immediately before and after what it is compared with. Owns the block until closed.
 */
final class ReadProbe implements AutoCloseable {

    private final Device device;
    private final Allocation memory;
    private final Block block;

    /** @param bytes much larger than any cache */
    ReadProbe(Device device, long bytes) {
        this.device = device;
        memory = new Allocation(bytes);
        block = memory.block(DType.U8, bytes);
        block.clear(); // so that every page is there
    }

    /** Bytes per second of one pass with all compute threads, or of the best of several passes on a GPU. */
    double bandwidth() {
        return device == Device.CPU
                ? block.bytes() / TimedWork.once(() -> NativeProbes.read(block))
                : TorchProbes.readBandwidth(TorchDevice.of(device), block.bytes());
    }

    @Override
    public void close() {
        memory.close();
    }
}
