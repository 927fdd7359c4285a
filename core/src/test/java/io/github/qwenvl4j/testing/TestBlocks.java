package io.github.qwenvl4j.testing;

import io.github.qwenvl4j.memory.Allocation;
import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.memory.Conversion;
import io.github.qwenvl4j.memory.DType;
import java.util.ArrayList;
import java.util.List;

/** Blocks of native memory made of Java's numbers, freed together. */
public final class TestBlocks implements AutoCloseable {

    private final List<Allocation> memory = new ArrayList<>();

    public Block empty(DType dtype, long... shape) {
        Allocation allocation = Allocation.of(dtype, shape);
        memory.add(allocation);
        return allocation.block(dtype, shape);
    }

    public Block floats(float[] values, long... shape) {
        Block block = empty(DType.F32, shape);
        Conversion.write(values, block);
        return block;
    }

    /** Rounded to another floating type. */
    public Block rounded(DType dtype, float[] values, long... shape) {
        Block block = empty(dtype, shape);
        Conversion.convert(floats(values, shape), block);
        return block;
    }

    /** I8 or U8. */
    public Block bytes(DType dtype, byte[] values, long... shape) {
        Block block = empty(dtype, shape);
        block.bytes(0, values.length).put(values);
        return block;
    }

    public Block ints(int[] values, long... shape) {
        Block block = empty(DType.I32, shape);
        block.bytes(0, values.length * Integer.BYTES).asIntBuffer().put(values);
        return block;
    }

    /**
     * What int4 weights stand for, {@code [N, K]} (docs/formats.md).
     *
     * @param packed {@code [N/64, K, 32]}
     * @param pairs scales and zeros, {@code [groups, N, 2]}
     */
    public static float[] int4(Block packed, Block pairs) {
        byte[] bytes = bytes(packed);
        float[] wide = Conversion.toFloats(pairs);
        int inputs = (int) packed.size(1);
        int outputs = (int) pairs.size(1);
        int group = inputs / (int) pairs.size(0);
        float[] weights = new float[outputs * inputs];
        for (int i = 0; i < weights.length; i++) {
            int n = i / inputs;
            int k = i % inputs;
            int both = bytes[(n / 64 * inputs + k) * 32 + n % 32];
            int pair = 2 * (k / group * outputs + n);
            weights[i] = ((n % 64 < 32 ? both & 15 : both >> 4 & 15) - 8) * wide[pair] + wide[pair + 1];
        }
        return weights;
    }

    /** A copy of a block's bytes. */
    public static byte[] bytes(Block block) {
        byte[] bytes = new byte[Math.toIntExact(block.bytes())];
        block.bytes(0, bytes.length).get(bytes);
        return bytes;
    }

    @Override
    public void close() {
        memory.forEach(Allocation::close);
    }
}
