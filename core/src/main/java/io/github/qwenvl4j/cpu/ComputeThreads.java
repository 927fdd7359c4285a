package io.github.qwenvl4j.cpu;

import io.github.qwenvl4j.memory.NativeLibrary;

/**
 * The threads of this project's own kernels: a team for the whole process, shared by all its models. A step has it to itself;
 * products of other threads at the same time are computed by those threads alone. Results do not depend on the number of
 * threads.
 */
public final class ComputeThreads {

    private static final String VARIABLE = "OMP_NUM_THREADS";

    private static volatile int inUse;

    static {
        NativeLibrary.require();
        choose(all());
    }

    private ComputeThreads() {}

    /** Sets how many work at once, the calling thread among them. */
    public static void choose(int count) {
        inUse = count;
        use(count);
    }

    /** How many work at once. */
    public static int inUse() {
        return inUse;
    }

    /** The default: one per processor that this process may use, quotas counted, or what {@value #VARIABLE} says. */
    public static int all() {
        int processors = Runtime.getRuntime().availableProcessors();
        String chosen = System.getenv(VARIABLE);
        return isChosen() ? Integer.parseInt(chosen.split(",")[0].trim()) : processors;
    }

    /** Whether the user has set {@value #VARIABLE} to a number. */
    public static boolean isChosen() {
        String chosen = System.getenv(VARIABLE);
        return chosen != null && chosen.matches("\\s*[1-9]\\d{0,3}\\s*(,.*)?");
    }

    /** Has the default used where nothing else has been chosen. */
    static void prepare() {
        // done by the static initialiser
    }

    private static native void use(int threads);
}
