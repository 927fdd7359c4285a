package io.github.qwenvl4j.tensor;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A linear layer as the native kernels read it, from memory that its owner keeps; {@link NativeProducts} says what the tensors
 * of each form are.
 *
 * @param scales of int8 (scales) and int4 (scales and zeros)
 * @param bias bfloat16 {@code [outputs]}
 */
public record NativeWeight(
        NativeProbes.Form form,
        long outputs,
        long inputs,
        Tensor weights,
        Optional<Tensor> scales,
        Optional<Tensor> bias) {

    private static final long BLOCK = 64; // outputs that lie together in int4
    private static final long GROUP = 128; // inputs of a scale in int4

    /** @throws IllegalArgumentException when a tensor has another type, shape or layout */
    long[] addresses() {
        return new long[] {form.ordinal(), weightsAddress(), scalesAddress(), biasAddress(), outputs, inputs};
    }

    private long weightsAddress() {
        return switch (form) {
            case INT8 -> Operands.address("values", weights, torch.ScalarType.Char, outputs, inputs);
            case INT4 -> Operands.address("packed", weights, torch.ScalarType.Byte, outputs / BLOCK, inputs, BLOCK / 2);
            case BFLOAT16 -> Operands.address("weight", weights, torch.ScalarType.BFloat16, outputs, inputs);
        };
    }

    private long scalesAddress() {
        return switch (form) {
            case INT8 -> Operands.address("scales", scales.orElseThrow(), torch.ScalarType.BFloat16, outputs);
            case INT4 ->
                Operands.address(
                        "scalesAndZeros", scales.orElseThrow(), torch.ScalarType.BFloat16, inputs / GROUP, outputs, 2);
            case BFLOAT16 -> 0;
        };
    }

    private long biasAddress() {
        return bias.map(each -> Operands.address("bias", each, torch.ScalarType.BFloat16, outputs))
                .orElse(0L);
    }
}
