package io.github.qwenvl4j.cpu;

import io.github.qwenvl4j.memory.Block;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;

/**
 * What this machine can do, measured in this project's own C code with all compute threads: the ceilings for the kernels of
 * the {@linkplain NativeKernels set} in use. Other work on the machine lowers them.
 */
public final class NativeProbes {

    private static final int RUNS = 5;
    private static final double LEAST_SECONDS = 0.01;
    private static final double NANOS = 1e-9;

    static {
        NativeKernels.require();
    }

    private NativeProbes() {}

    /**
     * Operations per second (two for a weight and an activation) that the unit for many rows reaches with operands in its
     * registers; the best of some runs.
     */
    public static double operations(WeightForm form) {
        long rounds = 1 << 10;
        while (seconds(form, rounds) < LEAST_SECONDS) {
            rounds *= 2;
        }
        long enough = rounds;
        return DoubleStream.generate((DoubleSupplier) () -> rate(form, enough))
                .limit(RUNS)
                .max()
                .orElseThrow();
    }

    /** Reads the numbers of a block, whole MiB of them. */
    public static long read(Block block) {
        return read(block.address(), block.bytes());
    }

    private static double seconds(WeightForm form, long rounds) {
        long start = System.nanoTime();
        multiply(form.ordinal(), rounds);
        return (System.nanoTime() - start) * NANOS;
    }

    private static double rate(WeightForm form, long rounds) {
        long start = System.nanoTime();
        long operations = multiply(form.ordinal(), rounds);
        return operations / ((System.nanoTime() - start) * NANOS);
    }

    private static native long read(long from, long bytes);

    private static native long multiply(int form, long rounds);
}
