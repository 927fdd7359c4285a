package io.github.qwenvl4j.memory;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How much memory this machine has, or the container that it is. */
public final class MachineMemory {

    private static final long BYTES =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();

    private MachineMemory() {}

    public static long bytes() {
        return BYTES;
    }
}
