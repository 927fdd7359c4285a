package io.github.qwenvl4j.tensor;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Matrix products as this project computes them itself (C, in {@code src/main/c}), for x86-64 processors with AVX-512 under
 * Linux: few rows at the speed at which memory gives the weights, many at the rate of LibTorch's bfloat16 products, whole
 * weights without being widened. Whole weights are multiplied by activations of 16 bits without rounding; in all of them a
 * row's result does not depend on the rows beside it, but for bfloat16 weights, where more than four rows are summed in
 * another order.
 *
 * <p>All operands are CPU tensors and contiguous; results belong to the caller's scope. Thread-safe.
 */
public final class NativeProducts {

    private static final long LINE = 64; // bytes, see vectors.h
    private static final long TILE = 4; // outputs, see int8.c and bfloat16.c
    private static final long INT4_BLOCK = 64; // outputs
    private static final long INT4_GROUP = 128; // inputs
    private static final long BFLOAT16_STEP = 128; // inputs, see bfloat16.c

    private NativeProducts() {}

    /** Whether {@link #int8Product} takes weights of this size on this processor. */
    public static boolean takesInt8(long outputs, long inputs) {
        return NativeLibrary.WHOLE_NUMBERS && outputs % TILE == 0 && inputs % LINE == 0;
    }

    /** Whether {@link #int4Product} takes weights of this size and group on this processor. */
    public static boolean takesInt4(long outputs, long inputs, long group) {
        return NativeLibrary.WHOLE_NUMBERS
                && outputs % INT4_BLOCK == 0
                && inputs % INT4_GROUP == 0
                && group == INT4_GROUP;
    }

    /** Whether {@link #bfloat16Product} takes weights of this size on this processor. */
    public static boolean takesBfloat16(long outputs, long inputs) {
        return NativeLibrary.BFLOAT16 && outputs % TILE == 0 && inputs % BFLOAT16_STEP == 0;
    }

    /** Whether the processor has a unit (AMX) by which LibTorch multiplies many rows faster than vectors can. */
    public static boolean manyRowsAreFasterElsewhere() {
        return NativeLibrary.MATRIX_UNIT;
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
        Tensor y = Tensors.empty(torch.ScalarType.BFloat16, x.size(0), values.size(0));
        try (PointerScope scope = new PointerScope()) {
            NativeLibrary.requireMemory(int8(
                    NativeLibrary.address(x),
                    x.size(0),
                    NativeLibrary.address(values),
                    NativeLibrary.address(scales),
                    NativeLibrary.address(y),
                    y.size(1),
                    x.size(1)));
        }
        return y;
    }

    /**
     * {@code x w^T} with {@code w = (q - 8) * scale + zero}.
     *
     * @param x bfloat16 {@code [R, K]}
     * @param packed uint8 {@code [N/64, K, 32]}: byte {@code (b, k, j)} holds q of output {@code 64 b + j} in its low half, of
     *     output {@code 64 b + j + 32} in its high half
     * @param scalesAndZeros bfloat16 {@code [K/128, N, 2]}
     * @return bfloat16 {@code [R, N]}
     */
    public static Tensor int4Product(Tensor x, Tensor packed, Tensor scalesAndZeros) {
        Tensor y = Tensors.empty(torch.ScalarType.BFloat16, x.size(0), scalesAndZeros.size(1));
        try (PointerScope scope = new PointerScope()) {
            NativeLibrary.requireMemory(int4(
                    NativeLibrary.address(x),
                    x.size(0),
                    NativeLibrary.address(packed),
                    NativeLibrary.address(scalesAndZeros),
                    NativeLibrary.address(y),
                    y.size(1),
                    x.size(1)));
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
        Tensor y = Tensors.empty(torch.ScalarType.BFloat16, x.size(0), weight.size(0));
        try (PointerScope scope = new PointerScope()) {
            NativeLibrary.requireMemory(bfloat16(
                    NativeLibrary.address(x),
                    x.size(0),
                    NativeLibrary.address(weight),
                    NativeLibrary.address(y),
                    y.size(1),
                    x.size(1)));
        }
        return y;
    }

    private static native boolean int8(long x, long rows, long values, long scales, long y, long outputs, long inputs);

    private static native boolean int4(long x, long rows, long packed, long pairs, long y, long outputs, long inputs);

    private static native boolean bfloat16(long x, long rows, long weight, long y, long outputs, long inputs);
}
