package io.github.qwenvl4j.tensor;

/** This project's native code (C, in {@code src/main/c}), built for Linux and macOS on x86-64 and arm64, and for Windows on x86-64. */
final class NativeLibrary {

    static final boolean LOADED;

    static {
        NativeRuntime.prepare();
        LOADED = NativeRuntime.load("qwenvl4j", "LibTorch's kernels are used, which are slower");
        if (LOADED) {
            NativeThreads.use(NativeRuntime.allThreads());
        }
    }

    private NativeLibrary() {}

    /** @param done the result of a native method that allocates memory */
    static void requireMemory(boolean done) {
        if (!done) {
            throw new OutOfMemoryError("not enough native memory for the work buffers of a native kernel");
        }
    }
}
