package io.github.qwenvl4j.cli.bench;

import io.github.qwenvl4j.tensor.ComputeDevice;
import io.github.qwenvl4j.tensor.NativeKernels;
import io.github.qwenvl4j.tensor.NativeProbes;
import io.github.qwenvl4j.tensor.Scopes;
import io.github.qwenvl4j.tensor.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Reads a block of the device's memory that is larger than any cache, with all compute threads: by this project's probe or, where it does not
 * run, by LibTorch's sum. The speed of a shared machine changes from second to second, so it is measured immediately before and
 * after what it is compared with. Owns the block until closed.
 */
final class ReadProbe implements AutoCloseable {

    private final ComputeDevice device;
    private final Tensor block;

    /** @param bytes much larger than any cache */
    ReadProbe(ComputeDevice device, long bytes) {
        this.device = device;
        try (PointerScope scope = new PointerScope()) {
            block = Scopes.retain(device.place(Tensors.full(1, bytes / Float.BYTES)));
        }
    }

    /** Bytes per second of one pass. */
    double bandwidth() {
        boolean own = device == ComputeDevice.CPU && NativeKernels.inUse().isPresent();
        return block.nbytes() / TimedWork.once(own ? () -> NativeProbes.read(block) : this::sum);
    }

    private void sum() {
        block.sum();
        device.await();
    }

    @Override
    public void close() {
        block.close();
    }
}
