package io.github.qwenvl4j.tensor;

import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;
import org.bytedeco.pytorch.Tensor;

/**
 * What this machine can do, measured in this project's own C code with all compute threads: the ceilings for the kernels of
 * the {@linkplain NativeKernels set} in use, which must not be empty. Other work on the machine lowers them.
 */
public final class NativeProbes {

    /** The form of the weights that are multiplied. */
    public enum Form {
        INT8,
        INT4,
        BFLOAT16
    }

    private static final int RUNS = 5;
    private static final double LEAST_SECONDS = 0.01;
    private static final double NANOS = 1e-9;

    private NativeProbes() {}

    /**
     * Operations per second (two for a weight and an activation) that the unit for many rows reaches with operands in its
     * registers; the best of some runs.
     */
    public static double operations(Form form) {
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

    /** Reads the elements of a contiguous CPU tensor, whole MiB of them. */
    public static long read(Tensor block) {
        return read(Operands.address(block), block.nbytes());
    }

    private static double seconds(Form form, long rounds) {
        long start = System.nanoTime();
        multiply(form.ordinal(), rounds);
        return (System.nanoTime() - start) * NANOS;
    }

    private static double rate(Form form, long rounds) {
        long start = System.nanoTime();
        long operations = multiply(form.ordinal(), rounds);
        return operations / ((System.nanoTime() - start) * NANOS);
    }

    private static native long read(long from, long bytes);

    private static native long multiply(int form, long rounds);
}
