package io.github.qwenvl4j.cpu;

/** Products of {@code products.c}. */
final class NativeLinear {

    static {
        NativeKernels.require();
    }

    private NativeLinear() {}

    /**
     * @param layers address of their descriptions
     * @return false where memory is short
     */
    static native boolean run(long layers, long count, long x, long rows, long y);
}
