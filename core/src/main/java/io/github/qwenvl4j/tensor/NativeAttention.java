package io.github.qwenvl4j.tensor;

import java.util.Optional;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Attention of a few new rows over what is remembered, as this project computes it itself (C, in {@code src/main/c}): keys
 * and values are read once, where they lie, at the speed of memory. For x86-64 processors with AVX-512 under Linux.
 * Thread-safe.
 */
public final class NativeAttention {

    private static final long CHUNK = 32; // features, see attention.c

    private NativeAttention() {}

    /**
     * Keys or values as they are remembered, on the CPU and contiguous.
     *
     * @param numbers {@code [H, capacity, d]}, bfloat16, or int8 to be multiplied by {@code scales}
     * @param scales bfloat16 {@code [H, capacity, 1]}; empty for bfloat16 numbers
     */
    public record Memory(Tensor numbers, Optional<Tensor> scales) {}

    /** Whether heads of so many features are computed here, on this processor. */
    public static boolean takes(long headDim) {
        return NativeLibrary.WHOLE_NUMBERS && headDim % CHUNK == 0;
    }

    /**
     * {@code softmax(q k^T / sqrt(d)) v}, head by head.
     *
     * @param q {@code [n, H, d]} bfloat16, contiguous: the last n of {@code past + n} positions
     * @param past positions before them; row i sees {@code past + i + 1} positions, its own included
     * @return {@code [n, H, d]} bfloat16, owned by the caller's scope
     */
    public static Tensor attend(Tensor q, Memory keys, Memory values, long past) {
        Tensor y = Tensors.empty(torch.ScalarType.BFloat16, q.shape());
        try (PointerScope scope = new PointerScope()) {
            long capacity = keys.numbers.size(1);
            LongPointer sizes = new LongPointer(q.size(0), q.size(1), q.size(2), past, capacity);
            NativeLibrary.requireMemory(attend(
                    sizes.address(),
                    NativeLibrary.address(q),
                    NativeLibrary.address(keys.numbers),
                    scales(keys),
                    NativeLibrary.address(values.numbers),
                    scales(values),
                    NativeLibrary.address(y)));
        }
        return y;
    }

    private static long scales(Memory memory) {
        return memory.scales.isPresent() ? NativeLibrary.address(memory.scales.get()) : 0;
    }

    private static native boolean attend(
            long sizes, long q, long keys, long keyScales, long values, long valueScales, long y);
}
