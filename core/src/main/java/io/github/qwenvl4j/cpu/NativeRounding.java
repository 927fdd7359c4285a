package io.github.qwenvl4j.cpu;

import io.github.qwenvl4j.memory.Block;

/** Rounds weights to whole numbers ({@code rounding.c}); {@link NativeLayer} says what the blocks are. Thread-safe. */
public final class NativeRounding {

    static {
        NativeKernels.require();
    }

    private static final int BLOCK = 64; // outputs that lie together in int4

    private NativeRounding() {}

    /**
     * One scale per output, that of its largest weight. (Clipping the largest values of a row reduced the squared error on
     * normally distributed weights by only 1.5 %, so it is not done.)
     *
     * @param weight float32 {@code [N, K]}
     * @param values int8 {@code [N, K]}
     * @param scales bfloat16 {@code [N]}
     */
    public static void int8(Block weight, Block values, Block scales) {
        int8(weight.address(), weight.size(0), weight.size(1), values.address(), scales.address());
    }

    /**
     * 16 levels for each group of inputs. Tries several ranges, the full one and some that clip the extremes; fits scale and
     * zero to the rounded values of each by least squares; and keeps for each group what has the least squared error.
     *
     * @param weight float32 {@code [n, K]}: of the outputs from {@code first} on; both are multiples of 64
     * @param packed uint8 {@code [N/64, K, 32]}
     * @param pairs scales and zeros, bfloat16 {@code [groups, N, 2]}; K is a multiple of the groups
     */
    public static void int4(Block weight, long first, Block packed, Block pairs) {
        int4(
                weight.address(),
                weight.size(0),
                pairs.size(1),
                weight.size(1),
                pairs.size(0),
                packed.rows(first / BLOCK, weight.size(0) / BLOCK).address(),
                pairs.address() + first * 2 * Short.BYTES);
    }

    /**
     * Packs levels from 0 to 15.
     *
     * @param levels uint8 {@code [N, K]}, N a multiple of 64
     * @param packed uint8 {@code [N/64, K, 32]}
     */
    public static void packInt4(Block levels, Block packed) {
        packInt4(levels.address(), levels.size(0), levels.size(1), packed.address());
    }

    private static native void int8(long weight, long outputs, long inputs, long values, long scales);

    private static native void int4(
            long weight, long count, long outputs, long inputs, long groups, long packed, long pairs);

    private static native void packInt4(long levels, long outputs, long inputs, long packed);
}
