package io.github.qwenvl4j.tensor;

import java.util.Optional;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Attention of a few new rows over cached keys and values in this project's own C code ({@code src/main/c}), in the
 * {@linkplain NativeKernels set} in use: reads keys and values once, in place. Scores and sums are float32. Thread-safe.
 */
public final class NativeAttention {

    private static final long STEP = 8; // features, see attend.h

    private NativeAttention() {}

    /**
     * Cached keys or values, on the CPU and contiguous.
     *
     * @param numbers {@code [G, capacity, d]}, bfloat16, or int8 to be multiplied by {@code scales}
     * @param scales bfloat16 {@code [G, capacity, 1]}; empty for bfloat16 numbers
     */
    public record Memory(Tensor numbers, Optional<Tensor> scales) {

        /** Where they are: numbers, and scales or 0. Valid until the cache grows. */
        public long[] addresses() {
            try (PointerScope scope = new PointerScope()) {
                return new long[] {
                    Operands.address(numbers), scales.map(Operands::address).orElse(0L)
                };
            }
        }
    }

    /** Whether heads of this many features are supported. */
    public static boolean takes(long headDim) {
        return NativeKernels.inUse().isPresent() && headDim % STEP == 0;
    }

    /**
     * {@code softmax(q k^T / sqrt(d)) v}, head by head; query head h reads key-value head {@code h / (H / G)}.
     *
     * @param q {@code [n, H, d]} bfloat16, contiguous: the last n of {@code past + n} positions
     * @param past positions before them; row i sees {@code past + i + 1} positions, its own included
     * @return {@code [n, H, d]} bfloat16, owned by the caller's scope
     * @throws IllegalArgumentException when an operand has another type, shape or layout, or the positions exceed the
     *     capacity
     */
    public static Tensor attend(Tensor q, Memory keys, Memory values, long past) {
        long rows = q.size(0);
        long heads = q.size(1);
        long dim = q.size(2);
        long kvHeads = keys.numbers.size(0);
        long capacity = keys.numbers.size(1);
        Operands.require(takes(dim), "the native kernels do not support this head size", dim);
        Operands.require(
                kvHeads > 0 && heads % kvHeads == 0, "heads must be a multiple of key-value heads", heads, kvHeads);
        Operands.require(
                past >= 0 && past + rows <= capacity,
                "past and new positions must fit the cache's capacity",
                past,
                rows,
                capacity);
        Tensor y = Tensors.empty(torch.ScalarType.BFloat16, rows, heads, dim);
        try (PointerScope scope = new PointerScope()) {
            LongPointer sizes = new LongPointer(rows, heads, dim, past, kvHeads, capacity);
            NativeLibrary.requireMemory(attend(
                    sizes.address(),
                    Operands.address("q", q, torch.ScalarType.BFloat16, rows, heads, dim),
                    numbers("keys", keys, kvHeads, capacity, dim),
                    scales("scales of the keys", keys, kvHeads, capacity),
                    numbers("values", values, kvHeads, capacity, dim),
                    scales("scales of the values", values, kvHeads, capacity),
                    Operands.address(y)));
        }
        return y;
    }

    private static long numbers(String name, Memory memory, long... shape) {
        torch.ScalarType type = memory.scales.isPresent() ? torch.ScalarType.Char : torch.ScalarType.BFloat16;
        return Operands.address(name, memory.numbers, type, shape);
    }

    private static long scales(String name, Memory memory, long kvHeads, long capacity) {
        return memory.scales.isPresent()
                ? Operands.address(name, memory.scales.get(), torch.ScalarType.BFloat16, kvHeads, capacity, 1)
                : 0;
    }

    private static native boolean attend(
            long sizes, long q, long keys, long keyScales, long values, long valueScales, long y);
}
