package io.github.qwenvl4j.tensor;

import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Checks the operands of native code, which works on raw addresses and would otherwise read past the end of a tensor or
 * misinterpret its type.
 */
final class Operands {

    private Operands() {}

    /**
     * The address of the elements of an operand; 0 if it has none. Valid as long as the tensor.
     *
     * @throws IllegalArgumentException when it is not a contiguous CPU tensor of this type and shape
     */
    static long address(String name, Tensor x, torch.ScalarType type, long... shape) {
        if (!hasShape(x, shape) || !Tensors.has(x, type) || !x.is_contiguous() || !x.is_cpu()) {
            throw new IllegalArgumentException("%s must be %s %s, contiguous, on the CPU, but is %s %s%s%s"
                    .formatted(
                            name,
                            type,
                            Arrays.toString(shape),
                            x.scalar_type(),
                            Arrays.toString(x.shape()),
                            x.is_contiguous() ? "" : ", not contiguous",
                            x.is_cpu() ? "" : ", on another device"));
        }
        return address(x);
    }

    /** The same without checks, for a tensor created by the caller. */
    static long address(Tensor x) {
        Pointer data = x.data_ptr();
        return data == null ? 0 : data.address();
    }

    private static boolean hasShape(Tensor x, long[] shape) {
        if (x.dim() != shape.length) {
            return false;
        }
        for (int i = 0; i < shape.length; i++) {
            if (x.size(i) != shape[i]) {
                return false;
            }
        }
        return true;
    }

    /** @throws IllegalArgumentException with {@code what} when {@code valid} is false */
    static void require(boolean valid, String what, long... values) {
        if (!valid) {
            throw new IllegalArgumentException(what + ", but the sizes are " + Arrays.toString(values));
        }
    }
}
