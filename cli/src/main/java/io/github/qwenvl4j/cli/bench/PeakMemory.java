package io.github.qwenvl4j.cli.bench;

import io.github.qwenvl4j.memory.ResidentMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The peak memory of this process. */
final class PeakMemory {

    private static final Path STATUS = Path.of("/proc/self/status");

    private PeakMemory() {}

    /** On Linux the peak; elsewhere the current memory. */
    static long bytes() {
        if (!Files.exists(STATUS)) {
            return ResidentMemory.bytes();
        }
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElseGet(ResidentMemory::bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(STATUS + ": cannot be read", e);
        }
    }
}
