package io.github.qwenvl4j.memory;

/** How much of this process is in memory. */
public final class ResidentMemory {

    static {
        NativeLibrary.require();
    }

    private ResidentMemory() {}

    /** Bytes now, mapped files included; 0 where the system does not say. */
    public static long bytes() {
        return resident();
    }

    private static native long resident();
}
