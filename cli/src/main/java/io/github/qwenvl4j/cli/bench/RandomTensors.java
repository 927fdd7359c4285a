package io.github.qwenvl4j.cli.bench;

import io.github.qwenvl4j.tensor.Scopes;
import io.github.qwenvl4j.tensor.Tensors;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Tensors filled with copies of one random block, at the speed of memory. Owns native memory until closed. */
final class RandomTensors implements AutoCloseable {

    private static final int BLOCK = 1 << 22;
    private static final double SPREAD = 0.02;

    private final Tensor float32;
    private final Tensor bfloat16;
    private final Tensor bytes;

    RandomTensors() {
        try (PointerScope scope = new PointerScope()) {
            float32 = Scopes.retain(Tensors.multiply(torch.randn(BLOCK), SPREAD));
            bfloat16 = Scopes.retain(float32.to(torch.ScalarType.BFloat16));
            bytes = Scopes.retain(torch.randint(256, new long[] {BLOCK}).to(torch.ScalarType.Byte));
        }
    }

    /**
     * Owned by the caller's scope; floating-point values are normally distributed with a standard deviation of
     * {@value #SPREAD}.
     */
    Tensor filled(torch.ScalarType dtype, List<Long> shape) {
        Tensor tensor =
                Tensors.empty(dtype, shape.stream().mapToLong(Long::longValue).toArray());
        Tensor flat = tensor.view(-1);
        Tensor block = block(dtype);
        for (long start = 0; start < flat.numel(); start += BLOCK) {
            long count = Math.min(BLOCK, flat.numel() - start);
            flat.narrow(0, start, count).copy_(block.narrow(0, 0, count));
        }
        return tensor;
    }

    /** No copy: temporary memory between the weights would fragment the heap. */
    private Tensor block(torch.ScalarType dtype) {
        return switch (dtype) {
            case Float -> float32;
            case BFloat16 -> bfloat16;
            default -> bytes.view(dtype);
        };
    }

    @Override
    public void close() {
        float32.close();
        bfloat16.close();
        bytes.close();
    }
}
