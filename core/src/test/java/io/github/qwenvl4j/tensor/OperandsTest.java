package io.github.qwenvl4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.qwenvl4j.tensor.NativeAttention.Memory;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every way in which an operand of native code can be wrong is refused before an address is used. */
class OperandsTest {

    private static final String ABSENT = "this system does not run this project's own kernels";

    private PointerScope scope;

    @BeforeEach
    void open() {
        scope = new PointerScope();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void anOperandOfAnotherSizeTypeOrLayoutIsRefusedByName() {
        Tensor x = ones(ScalarType.BFloat16, 2, 4);
        assertThat(Operands.address("x", x, ScalarType.BFloat16, 2, 4)).isNotZero();
        refused("x must be BFloat16 [2, 8]", () -> Operands.address("x", x, ScalarType.BFloat16, 2, 8));
        refused("x must be BFloat16 [8]", () -> Operands.address("x", x, ScalarType.BFloat16, 8));
        refused("x must be Char [2, 4]", () -> Operands.address("x", x, ScalarType.Char, 2, 4));
        refused("not contiguous", () -> Operands.address("x", x.t(), ScalarType.BFloat16, 4, 2));
    }

    @Test
    void anInt8ProductReadsNothingBeyondItsWeight() {
        assumeTrue(NativeProducts.available(), ABSENT);
        Tensor values = ones(ScalarType.Char, 4, 64);
        Tensor scales = ones(ScalarType.BFloat16, 4);
        Tensor x = ones(ScalarType.BFloat16, 1, 64);
        refused("x must be", () -> NativeProducts.int8Product(ones(ScalarType.BFloat16, 1, 4096), values, scales));
        refused("x must be", () -> NativeProducts.int8Product(ones(ScalarType.Float, 1, 64), values, scales));
        refused("values must be", () -> NativeProducts.int8Product(x, ones(ScalarType.Byte, 4, 64), scales));
        refused("scales must be", () -> NativeProducts.int8Product(x, values, ones(ScalarType.BFloat16, 3)));
    }

    @Test
    void anInt4ProductReadsNothingBeyondItsWeight() {
        assumeTrue(NativeProducts.available(), ABSENT);
        Tensor packed = ones(ScalarType.Byte, 1, 128, 32);
        Tensor pairs = ones(ScalarType.BFloat16, 1, 64, 2);
        Tensor x = ones(ScalarType.BFloat16, 1, 128);
        refused("x must be", () -> NativeProducts.int4Product(ones(ScalarType.BFloat16, 1, 256), packed, pairs));
        refused("packed must be", () -> NativeProducts.int4Product(x, ones(ScalarType.Byte, 1, 128, 16), pairs));
        refused(
                "scalesAndZeros must be",
                () -> NativeProducts.int4Product(x, packed, ones(ScalarType.BFloat16, 2, 64, 2)));
        refused(
                "weights of this size",
                () -> NativeProducts.int4Product(x, packed, ones(ScalarType.BFloat16, 1, 32, 2)));
    }

    @Test
    void aBfloat16ProductReadsNothingBeyondItsWeight() {
        assumeTrue(NativeProducts.available(), ABSENT);
        Tensor weight = ones(ScalarType.BFloat16, 4, 128);
        refused("x must be", () -> NativeProducts.bfloat16Product(ones(ScalarType.BFloat16, 1, 256), weight));
        refused(
                "weight must be",
                () -> NativeProducts.bfloat16Product(
                        ones(ScalarType.BFloat16, 1, 128), ones(ScalarType.Float, 4, 128)));
    }

    @Test
    void attentionLooksNowhereBeyondItsMemory() {
        assumeTrue(NativeProducts.available(), ABSENT);
        Tensor q = ones(ScalarType.BFloat16, 2, 3, 32);
        Memory memory = new Memory(ones(ScalarType.BFloat16, 3, 8, 32), Optional.empty());
        assertThat(NativeAttention.attend(q, memory, memory, 6).shape()).containsExactly(2, 3, 32);
        refused("capacity", () -> NativeAttention.attend(q, memory, memory, 7));
        refused("capacity", () -> NativeAttention.attend(q, memory, memory, -1));
        Memory otherHeads = new Memory(ones(ScalarType.BFloat16, 2, 8, 32), Optional.empty());
        refused("values must be", () -> NativeAttention.attend(q, memory, otherHeads, 0));
        Memory shortScales =
                new Memory(ones(ScalarType.Char, 3, 8, 32), Optional.of(ones(ScalarType.BFloat16, 3, 7, 1)));
        refused("scales of the keys must be", () -> NativeAttention.attend(q, shortScales, memory, 0));
        refused("q must be", () -> NativeAttention.attend(ones(ScalarType.Float, 2, 3, 32), memory, memory, 0));
    }

    private static Tensor ones(ScalarType type, long... shape) {
        return torch.ones(shape).to(type);
    }

    private static void refused(String message, Runnable call) {
        assertThatIllegalArgumentException().isThrownBy(call::run).withMessageContaining(message);
    }
}
