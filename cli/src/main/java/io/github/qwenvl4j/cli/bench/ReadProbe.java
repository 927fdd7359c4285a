package io.github.qwenvl4j.cli.bench;

import io.github.qwenvl4j.tensor.Scopes;
import io.github.qwenvl4j.tensor.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Reads a block of memory that is larger than any cache, with all of LibTorch's threads. The speed of a shared machine
 * changes from second to second, so it is measured immediately before and after what it is compared with. Owns the
 * block until closed.
 */
final class ReadProbe implements AutoCloseable {

    private final Tensor block;

    /** @param bytes much larger than any cache */
    ReadProbe(long bytes) {
        try (PointerScope scope = new PointerScope()) {
            block = Scopes.retain(Tensors.full(1, bytes / Float.BYTES));
        }
    }

    /** Bytes per second of one pass. */
    double bandwidth() {
        return block.nbytes() / TimedWork.once(block::sum);
    }

    @Override
    public void close() {
        block.close();
    }
}
