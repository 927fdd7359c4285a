package io.github.qwenvl4j.cpu;

/** Products of {@code products.c}. */
final class NativeLinear {

    static {
        NativeKernels.require();
    }

    private NativeLinear() {}

    /**
     * @param layer address of its description
     * @param stride numbers from a row of y to the next
     * @return false where memory is short
     */
    static native boolean run(long layer, long x, long rows, long y, long stride);
}
