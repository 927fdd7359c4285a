package io.github.qwenvl4j.tensor;

/**
 * The threads of this project's own kernels: a team for the whole process. A step has it to itself; products of other threads
 * at the same time are computed by those threads alone. Results do not depend on the number of threads.
 */
final class NativeThreads {

    private NativeThreads() {}

    /** Sets how many work at once, the calling thread among them; does nothing where the native code does not run. */
    static void choose(int count) {
        if (NativeLibrary.LOADED) {
            use(count);
        }
    }

    static native void use(int threads);
}
