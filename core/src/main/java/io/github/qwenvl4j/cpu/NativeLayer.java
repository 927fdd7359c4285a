package io.github.qwenvl4j.cpu;

import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.memory.DType;
import java.util.List;
import java.util.Optional;

/**
 * A linear layer as the native kernels read it, from memory that its owner keeps.
 *
 * <ul>
 *   <li>FLOAT32, BFLOAT16: weights {@code [N, K]}, bias {@code [N]} of the same type
 *   <li>WIDENED: weights bfloat16 {@code [N, K]}, bias float32 {@code [N]}
 *   <li>INT8: {@code w = values * scales}: values int8 {@code [N, K]}, scales bfloat16 {@code [N]}, bias bfloat16
 *   <li>INT4: {@code w = (q - 8) * scale + zero}: uint8 {@code [N/64, K, 32]}, whose byte {@code (b, k, j)} holds q of output
 *       {@code 64 b + j} in its low half, of output {@code 64 b + j + 32} in its high half; scales and zeros bfloat16 {@code
 *       [K/group, N, 2]} with groups of 32, 64 or 128 inputs, bias bfloat16
 * </ul>
 */
public record NativeLayer(
        WeightForm form, long outputs, long inputs, Block weights, Optional<Block> scales, Optional<Block> bias) {

    /** How many numbers describe a layer to native code. */
    static final int NUMBERS = 7;

    private static final long BLOCK = 64; // outputs that lie together in int4
    private static final List<Long> GROUPS = List.of(32L, 64L, 128L); // inputs of a scale in int4

    /** @throws IllegalArgumentException when a block has another type or shape */
    public NativeLayer {
        switch (form) {
            case FLOAT32 -> require(weights, DType.F32, outputs, inputs);
            case BFLOAT16, WIDENED -> require(weights, DType.BF16, outputs, inputs);
            case INT8 -> {
                require(weights, DType.I8, outputs, inputs);
                require(scales.orElseThrow(), DType.BF16, outputs);
            }
            case INT4 -> {
                require(weights, DType.U8, outputs / BLOCK, inputs, BLOCK / 2);
                long groups = scales.orElseThrow().size(0);
                require(scales.get(), DType.BF16, groups, outputs, 2);
                if (GROUPS.stream().noneMatch(group -> groups * group == inputs)) {
                    throw new IllegalArgumentException(
                            groups + " groups do not have 32, 64 or 128 of " + inputs + " inputs");
                }
            }
        }
        bias.ifPresent(each -> require(each, form.computed(), outputs));
    }

    static NativeLayer ofFloats(Block weights) {
        return new NativeLayer(
                WeightForm.FLOAT32, weights.size(0), weights.size(1), weights, Optional.empty(), Optional.empty());
    }

    private static void require(Block block, DType type, long... shape) {
        if (!block.has(type, shape)) {
            throw new IllegalArgumentException("a layer's numbers are " + block + ", not " + new Block(type, 0, shape));
        }
    }

    /** As the C code reads it. */
    long[] described() {
        return new long[] {form.ordinal(), weights.address(), address(scales), address(bias), outputs, inputs, groups()
        };
    }

    /** Groups of inputs that have a scale of their own; 0 where there are none. */
    private long groups() {
        return form == WeightForm.INT4 ? scales.orElseThrow().size(0) : 0;
    }

    private static long address(Optional<Block> block) {
        return block.map(Block::address).orElse(0L);
    }
}
