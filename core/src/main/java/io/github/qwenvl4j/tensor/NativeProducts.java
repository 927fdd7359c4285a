package io.github.qwenvl4j.tensor;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Matrix products in this project's own C code ({@code src/main/c}), in the {@linkplain NativeKernels set} in use. Few rows
 * are limited by the memory bandwidth for the weights. Integer weights are multiplied by 16-bit fixed-point activations; how
 * exactly, and what a row's result depends on, {@link NativeKernels} says.
 *
 * <p>All operands must be contiguous CPU tensors of the stated types and shapes; otherwise the methods throw {@link
 * IllegalArgumentException}. Results belong to the caller's scope. Thread-safe.
 */
public final class NativeProducts {

    private static final torch.ScalarType BFLOAT16 = torch.ScalarType.BFloat16;
    private static final long INT4_BLOCK = 64; // outputs of the layout
    private static final long INT4_GROUP = 128; // inputs of a scale

    private NativeProducts() {}

    /** Whether {@link #int8Product} and {@link #bfloat16Product} can be used; weights may have any size. */
    public static boolean available() {
        return NativeKernels.inUse().isPresent();
    }

    /** Whether {@link #int4Product} supports weights of this size and group size. */
    public static boolean takesInt4(long outputs, long inputs, long group) {
        return available() && outputs % INT4_BLOCK == 0 && inputs % INT4_GROUP == 0 && group == INT4_GROUP;
    }

    /**
     * {@code x (values * scales)^T}.
     *
     * @param x bfloat16 {@code [R, K]}
     * @param values int8 {@code [N, K]}
     * @param scales bfloat16 {@code [N]}
     * @return bfloat16 {@code [R, N]}
     */
    public static Tensor int8Product(Tensor x, Tensor values, Tensor scales) {
        long rows = x.size(0);
        long outputs = values.size(0);
        long inputs = values.size(1);
        requireKernels();
        Tensor y = Tensors.empty(BFLOAT16, rows, outputs);
        try (PointerScope scope = new PointerScope()) {
            NativeLibrary.requireMemory(int8(
                    Operands.address("x", x, BFLOAT16, rows, inputs),
                    rows,
                    Operands.address("values", values, torch.ScalarType.Char, outputs, inputs),
                    Operands.address("scales", scales, BFLOAT16, outputs),
                    Operands.address(y),
                    outputs,
                    inputs));
        }
        return y;
    }

    /**
     * {@code x w^T} with {@code w = (q - 8) * scale + zero}.
     *
     * @param x bfloat16 {@code [R, K]}
     * @param packed uint8 {@code [N/64, K, 32]}: byte {@code (b, k, j)} holds q of output {@code 64 b + j} in its low
     *     half, of output {@code 64 b + j + 32} in its high half
     * @param scalesAndZeros bfloat16 {@code [K/128, N, 2]}
     * @return bfloat16 {@code [R, N]}
     */
    public static Tensor int4Product(Tensor x, Tensor packed, Tensor scalesAndZeros) {
        long rows = x.size(0);
        long outputs = scalesAndZeros.size(1);
        long inputs = packed.size(1);
        Operands.require(
                takesInt4(outputs, inputs, INT4_GROUP),
                "the native kernels do not support int4 weights of this size",
                outputs,
                inputs);
        Tensor y = Tensors.empty(BFLOAT16, rows, outputs);
        try (PointerScope scope = new PointerScope()) {
            NativeLibrary.requireMemory(int4(
                    Operands.address("x", x, BFLOAT16, rows, inputs),
                    rows,
                    Operands.address(
                            "packed", packed, torch.ScalarType.Byte, outputs / INT4_BLOCK, inputs, INT4_BLOCK / 2),
                    Operands.address("scalesAndZeros", scalesAndZeros, BFLOAT16, inputs / INT4_GROUP, outputs, 2),
                    Operands.address(y),
                    outputs,
                    inputs));
        }
        return y;
    }

    /**
     * {@code x weight^T}.
     *
     * @param x bfloat16 {@code [R, K]}
     * @param weight bfloat16 {@code [N, K]}
     * @return bfloat16 {@code [R, N]}
     */
    public static Tensor bfloat16Product(Tensor x, Tensor weight) {
        long rows = x.size(0);
        long outputs = weight.size(0);
        long inputs = weight.size(1);
        requireKernels();
        Tensor y = Tensors.empty(BFLOAT16, rows, outputs);
        try (PointerScope scope = new PointerScope()) {
            NativeLibrary.requireMemory(bfloat16(
                    Operands.address("x", x, BFLOAT16, rows, inputs),
                    rows,
                    Operands.address("weight", weight, BFLOAT16, outputs, inputs),
                    Operands.address(y),
                    outputs,
                    inputs));
        }
        return y;
    }

    private static void requireKernels() {
        if (!available()) {
            throw new IllegalStateException("the native kernels are not available");
        }
    }

    private static native boolean int8(long x, long rows, long values, long scales, long y, long outputs, long inputs);

    private static native boolean int4(long x, long rows, long packed, long pairs, long y, long outputs, long inputs);

    private static native boolean bfloat16(long x, long rows, long weight, long y, long outputs, long inputs);
}
