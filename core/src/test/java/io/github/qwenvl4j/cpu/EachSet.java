package io.github.qwenvl4j.cpu;

/** Runs a test with each set of kernels that this processor has. */
public final class EachSet {

    private EachSet() {}

    /** @throws AssertionError of the first set that fails, with its name */
    public static void run(Runnable test) {
        String before = NativeKernels.inUse();
        for (String set : NativeKernels.available()) {
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
