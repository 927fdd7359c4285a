package io.github.qwenvl4j.quantize;

import io.github.qwenvl4j.checkpoint.QuantizationConfig;
import io.github.qwenvl4j.tensor.NativeOperators;
import io.github.qwenvl4j.tensor.Scopes;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The layout of 4-bit values: {@code [N/64, K, 32]} bytes. Byte {@code (b, k, j)} holds the value of output {@code 64 b
 * + j} and input k in its low half, that of output {@code 64 b + j + 32} in its high half. LibTorch's AVX-512 kernel
 * and this project's kernel read weights in this order.
 */
final class Int4Layout {

    /** Outputs per block. */
    static final long BLOCK = QuantizationConfig.Packed.BLOCK;

    static final long HALF = BLOCK / 2;

    private static final int BITS = 4;
    private static final int LOW_MASK = 15;

    private Int4Layout() {}

    /** Values uint8 {@code [N, K]} from 0 to 15 to {@code [N/64, K, 32]}. */
    static Tensor pack(Tensor values) {
        return Scopes.scoped(() -> {
            Tensor blocks = values.view(-1, BLOCK, values.size(1)).transpose(1, 2); // [N/64, K, 64]
            Tensor high = blocks.narrow(2, HALF, HALF).bitwise_left_shift(new Scalar(BITS));
            return blocks.narrow(2, 0, HALF).bitwise_or(high).contiguous(); // [N/64, K, 32]
        });
    }

    /** The values of the first 32 outputs of each block, int8 {@code [b, K, 32]} from -8 to 7. */
    static Tensor low(Tensor packed) {
        return centred(packed.bitwise_and(new Scalar(LOW_MASK)));
    }

    /** The values of the last 32 outputs of each block, int8 {@code [b, K, 32]} from -8 to 7. */
    static Tensor high(Tensor packed) {
        return centred(packed.bitwise_right_shift(new Scalar(BITS)));
    }

    private static Tensor centred(Tensor nibbles) {
        return nibbles.view(torch.ScalarType.Char).sub_(new Scalar(8));
    }

    /** Whether LibTorch's kernel for this processor uses this layout; determined once by packing a test matrix. */
    static boolean isLibTorchs() {
        return Probe.SAME;
    }

    private static final class Probe {

        private static final boolean SAME = probe();

        private static boolean probe() {
            try (PointerScope scope = new PointerScope()) {
                Tensor values = torch.arange(new Scalar(BLOCK * BLOCK))
                        .remainder(new Scalar(13))
                        .to(torch.ScalarType.Int)
                        .view(BLOCK, BLOCK);
                Tensor ours = pack(values.to(torch.ScalarType.Byte)).view(-1);
                Tensor theirs = NativeOperators.packInt4(values).view(-1);
                return ours.equal(theirs);
            }
        }
    }
}
