package io.github.qwenvl4j.cli.bench;

import io.github.qwenvl4j.memory.Allocation;
import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.memory.Conversion;
import io.github.qwenvl4j.memory.DType;
import java.util.Random;

/** Fills blocks with copies of one random block, at the speed of memory. Owns native memory until closed. */
final class RandomTensors implements AutoCloseable {

    private static final int COUNT = 1 << 22;
    private static final double SPREAD = 0.02;

    private final Allocation float32 = Allocation.of(DType.F32, COUNT);
    private final Allocation bfloat16 = Allocation.of(DType.BF16, COUNT);
    private final Allocation bytes = Allocation.of(DType.U8, COUNT);

    RandomTensors() {
        Random random = new Random(1);
        float[] values = new float[COUNT];
        for (int i = 0; i < COUNT; i++) {
            values[i] = (float) (SPREAD * random.nextGaussian());
        }
        Conversion.write(values, float32.block(DType.F32, COUNT));
        Conversion.convert(float32.block(DType.F32, COUNT), bfloat16.block(DType.BF16, COUNT));
        byte[] any = new byte[COUNT];
        random.nextBytes(any);
        bytes.block(DType.U8, COUNT).bytes(0, COUNT).put(any);
    }

    /** Fills a block; floating-point values are normally distributed with a standard deviation of {@value #SPREAD}. */
    void fill(Block block) {
        Block flat = block.view(block.count());
        Block random = random(block.dtype());
        for (long start = 0; start < flat.count(); start += random.count()) {
            long count = Math.min(random.count(), flat.count() - start);
            flat.rows(start, count).copy(random.rows(0, count));
        }
    }

    /** No conversion: temporary memory between the weights would fragment the heap. */
    private Block random(DType dtype) {
        return switch (dtype) {
            case F32 -> float32.block(DType.F32, COUNT);
            case BF16 -> bfloat16.block(DType.BF16, COUNT);
            default -> bytes.block(dtype, COUNT / dtype.bytes());
        };
    }

    @Override
    public void close() {
        float32.close();
        bfloat16.close();
        bytes.close();
    }
}
