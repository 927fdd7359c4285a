package io.github.qwenvl4j.tensor;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
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

    private static final String PLATFORM = "linux-x86_64";

    static {
        boolean loaded = Loader.getPlatform().equals(PLATFORM);
        if (loaded) {
            load();
        }
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

    private static void load() {
        Loader.load(torch.class); // first: its OpenMP library, and thereby its threads, become ours
        try {
            File library = Loader.cacheResource(NativeLibrary.class, PLATFORM + "/libqwenvl4j.so");
            System.load(library.getPath());
        } catch (IOException e) {
            throw new UncheckedIOException("libqwenvl4j.so cannot be unpacked: " + e.getMessage(), e);
        }
    }

    private static native boolean multipliesWholeNumbers();

    private static native boolean multipliesBfloat16();

    private static native boolean hasMatrixUnit();
}
