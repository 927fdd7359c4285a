package io.github.qwenvl4j.cpu;

import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.nn.EncoderBlock;
import io.github.qwenvl4j.nn.EncoderRows;
import io.github.qwenvl4j.nn.LayerNorm;
import io.github.qwenvl4j.nn.Linear;
import java.nio.LongBuffer;

/**
 * An encoder block in this project's own C code ({@code src/main/c/encoder.c}), in one call. Describes it once, by addresses of
 * weights that must live at least as long. Thread-safe.
 */
final class NativeEncoder {

    private static final int STACKS = 4;
    private static final int BLOCK = 13 + STACKS * NativeStack.NUMBERS; // numbers that describe a block, see encoder.c
    private static final int STEP = 8; // and a step of it

    static {
        NativeKernels.require();
    }

    private final Longs described;
    private final long hidden;
    private final long features;

    /**
     * @param block that this class {@link #takes}
     * @throws IllegalArgumentException when its layers do not fit each other
     */
    NativeEncoder(EncoderBlock block) {
        this.hidden = block.attentionNorm().weight().size(0);
        this.features = block.features();
        long attended = block.heads() * features;
        long inner = outputs(block.up());
        requireSizes(block.qkv(), hidden, 3 * attended);
        requireSizes(block.out(), attended, hidden);
        requireSizes(block.up(), hidden, inner);
        requireSizes(block.down(), inner, hidden);
        this.described = new Longs(described(block));
    }

    /** Whether a block of this kind is supported. */
    static boolean takes(EncoderBlock block) {
        return block.layers().stream().allMatch(NativeStack::takes) && block.features() <= NativeKernels.MOST_FEATURES;
    }

    private static long outputs(Linear stack) {
        return NativeStack.layers(stack).stream()
                .mapToLong(NativeLayer::outputs)
                .sum();
    }

    private static void requireSizes(Linear stack, long inputs, long outputs) {
        long actual = NativeStack.layers(stack).get(0).inputs();
        if (actual != inputs || outputs(stack) != outputs) {
            throw new IllegalArgumentException("a layer has the shape [" + outputs(stack) + ", " + actual + "], not ["
                    + outputs + ", " + inputs + "]");
        }
    }

    /**
     * Computes the block.
     *
     * @param x {@code [R, V]}, changed in place
     * @param changes that adapters make
     */
    void run(CpuTensor x, EncoderRows rows, NativeChanges changes) {
        long all = rows.lengths().stream().mapToLong(Integer::longValue).sum();
        LongBuffer numbers = LongBuffer.allocate(STEP + rows.lengths().size());
        numbers.put(all).put(Addresses.of(x, all, hidden));
        numbers.put(rows.rotation()
                .map(turn -> Addresses.of(turn.cosines(), all, features))
                .orElse(0L));
        numbers.put(rows.rotation()
                .map(turn -> Addresses.of(turn.sines(), all, features))
                .orElse(0L));
        numbers.put(changes.changes()).put(changes.spans());
        numbers.put(x.backend().attention() == DType.BF16 ? 1 : 0);
        numbers.put(rows.lengths().size());
        rows.lengths().forEach(numbers::put);
        Longs step = new Longs(numbers.array());
        NativeKernels.requireMemory(run(step.address(), described.address()));
        step.keep();
        changes.keep();
        described.keep();
    }

    /** As encoder.c reads it. */
    private static long[] described(EncoderBlock block) {
        long hidden = block.attentionNorm().weight().size(0);
        long heads = block.heads();
        long features = block.features();
        boolean byHead = block.order() == EncoderBlock.Order.BY_HEAD;
        LongBuffer numbers = LongBuffer.allocate(BLOCK);
        numbers.put(hidden).put(heads).put(features).put(outputs(block.up()));
        numbers.put(byHead ? 3 * features : features).put(byHead ? features : heads * features);
        numbers.put(block.activation().ordinal());
        put(block.attentionNorm(), hidden, numbers);
        put(block.innerNorm(), hidden, numbers);
        block.layers().forEach(stack -> numbers.put(NativeStack.described(stack)));
        return numbers.array();
    }

    private static void put(LayerNorm norm, long size, LongBuffer numbers) {
        numbers.put(Addresses.of(norm.weight(), size));
        numbers.put(Addresses.of(norm.bias(), size));
        numbers.put(Double.doubleToRawLongBits(norm.epsilon()));
    }

    private static native boolean run(long step, long block);
}
