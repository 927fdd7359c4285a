package io.github.qwenvl4j.tensor;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/**
 * This project's native code (C, in {@code src/main/c}), available on Linux x86-64, and the parts of it that this
 * processor supports.
 */
final class NativeLibrary {

    /** AVX-512 with VNNI and VBMI: products with integer weights, attention. */
    static final boolean WHOLE_NUMBERS;

    /** AVX-512 BF16: products with bfloat16 weights. */
    static final boolean BFLOAT16;

    /** AMX, with which LibTorch multiplies many rows faster than vector code does. */
    static final boolean MATRIX_UNIT;

    static {
        NativeRuntime.prepare();
        Loader.load(torch.class); // first, so that this code shares LibTorch's OpenMP threads
        boolean loaded = NativeRuntime.load("libqwenvl4j.so", "LibTorch's kernels are used, which are slower");
        WHOLE_NUMBERS = loaded && multipliesWholeNumbers();
        BFLOAT16 = loaded && multipliesBfloat16();
        MATRIX_UNIT = loaded && hasMatrixUnit();
    }

    private NativeLibrary() {}

    /** @param done the result of a native method that allocates memory */
    static void requireMemory(boolean done) {
        if (!done) {
            throw new OutOfMemoryError("not enough native memory for the work buffers of a native kernel");
        }
    }

    private static native boolean multipliesWholeNumbers();

    private static native boolean multipliesBfloat16();

    private static native boolean hasMatrixUnit();
}
