package io.github.qwenvl4j.quantize;

import io.github.qwenvl4j.tensor.Scopes;
import io.github.qwenvl4j.tensor.Tensors;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Buffers for parts of quantised weights converted to bfloat16. They are reused, because new memory of this size would
 * cost a page fault for every few weights. There are as many buffers as threads that compute at the same time.
 * Thread-safe; owns native memory until closed.
 */
public final class WideTiles implements AutoCloseable {

    private static final long ELEMENTS = 1 << 21; // 4 MB: stays in the processor's cache between conversion and product

    private final ConcurrentLinkedQueue<Tensor> idle = new ConcurrentLinkedQueue<>();

    /** Number of rows (or columns) of {@code inputs} elements in a tile: a multiple of {@code step}. */
    static long rows(long inputs, long step) {
        return Math.max(1, ELEMENTS / inputs / step) * step;
    }

    /** Runs {@code body} with a bfloat16 buffer of at least {@code elements}, uninitialised. */
    void use(long elements, Consumer<Tensor> body) {
        Tensor buffer = idle.poll();
        if (buffer == null || buffer.numel() < elements) {
            buffer = larger(buffer, elements);
        }
        try {
            body.accept(buffer);
        } finally {
            idle.add(buffer);
        }
    }

    private static Tensor larger(Tensor old, long elements) {
        try (PointerScope scope = new PointerScope();
                Tensor small = old) {
            return Scopes.retain(Tensors.empty(torch.ScalarType.BFloat16, Math.max(ELEMENTS, elements)));
        }
    }

    @Override
    public void close() {
        for (Tensor buffer = idle.poll(); buffer != null; buffer = idle.poll()) {
            buffer.close();
        }
    }
}
