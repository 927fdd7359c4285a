package io.github.qwenvl4j.cli.bench;

import io.github.qwenvl4j.tensor.Scopes;
import io.github.qwenvl4j.tensor.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Reads a block of memory that no cache holds, with all of LibTorch's threads. On a shared machine its speed changes from
 * second to second, so it is asked right beside what it is compared with. Owns the block until closed.
 */
final class ReadProbe implements AutoCloseable {

    private final Tensor block;

    /** @param bytes far beyond any cache */
    ReadProbe(long bytes) {
        try (PointerScope scope = new PointerScope()) {
            block = Scopes.retain(Tensors.full(1, bytes / Float.BYTES));
        }
    }

    /** Bytes per second of one reading. */
    double bandwidth() {
        return block.nbytes() / TimedWork.once(block::sum);
    }

    @Override
    public void close() {
        block.close();
    }
}
