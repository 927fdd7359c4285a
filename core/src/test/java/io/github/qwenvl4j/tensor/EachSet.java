package io.github.qwenvl4j.tensor;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.List;

/** Runs a test with each set of kernels that this processor has; reports a skip where there is none. */
public final class EachSet {

    private static final String ABSENT = "this system does not run this project's own kernels";

    private EachSet() {}

    /** @throws AssertionError of the first set that fails, with its name */
    public static void run(Runnable test) {
        List<String> sets = NativeKernels.available();
        assumeFalse(sets.isEmpty(), ABSENT);
        String before = NativeKernels.inUse().orElse(sets.get(0));
        for (String set : sets) {
            NativeKernels.use(set);
            try {
                test.run();
            } catch (AssertionError e) {
                throw new AssertionError("kernels " + set + ": " + e.getMessage(), e);
            } finally {
                NativeKernels.use(before);
            }
        }
    }
}
