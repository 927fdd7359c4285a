package io.github.qwenvl4j.tensor;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/**
 * This project's own native code (C, in {@code src/main/c}), which is there under Linux on x86-64, and what of it this
 * processor can run.
 */
final class NativeLibrary {

    /** AVX-512 with VNNI and VBMI: products with whole weights, attention. */
    static final boolean WHOLE_NUMBERS;

    /** AVX-512 BF16: products with bfloat16 weights. */
    static final boolean BFLOAT16;

    /** AMX, by which LibTorch multiplies many rows faster than vectors can. */
    static final boolean MATRIX_UNIT;

    static {
        NativeRuntime.prepare();
        Loader.load(torch.class); // first: its OpenMP library, and thereby its threads, become ours
        boolean loaded = NativeRuntime.load("libqwenvl4j.so", "LibTorch's kernels are used, which are slower");
        WHOLE_NUMBERS = loaded && multipliesWholeNumbers();
        BFLOAT16 = loaded && multipliesBfloat16();
        MATRIX_UNIT = loaded && hasMatrixUnit();
    }

    private NativeLibrary() {}

    /** @param done what a native method answers that needs memory of its own */
    static void requireMemory(boolean done) {
        if (!done) {
            throw new OutOfMemoryError("no native memory for what a product or attention needs beside its operands");
        }
    }

    private static native boolean multipliesWholeNumbers();

    private static native boolean multipliesBfloat16();

    private static native boolean hasMatrixUnit();
}
