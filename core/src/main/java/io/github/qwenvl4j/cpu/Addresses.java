package io.github.qwenvl4j.cpu;

import io.github.qwenvl4j.tensor.Tensor;
import java.util.Arrays;

/** Addresses of tensors for native code, which takes their shapes for granted. */
final class Addresses {

    private Addresses() {}

    /**
     * Where the numbers of a tensor of {@link CpuBackend} lie, without gaps.
     *
     * @throws IllegalArgumentException when it has another shape
     */
    static long of(Tensor x, long... shape) {
        CpuTensor numbers = (CpuTensor) x;
        if (!Arrays.equals(numbers.block().shape(), shape)) {
            throw new IllegalArgumentException(
                    "numbers have the shape " + Arrays.toString(x.shape()) + ", not " + Arrays.toString(shape));
        }
        return numbers.address();
    }
}
