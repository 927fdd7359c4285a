package io.github.qwenvl4j.engine;

import org.bytedeco.javacpp.Pointer;

/**
 * What a engine may use.
 *
 * @param batch most answers computed together
 * @param promptRows most prompt rows in one step: smaller keeps running answers flowing, larger computes prompts faster
 * @param queue most answers that may wait, for each owner
 * @param sessionBytes native memory for keys and values, of running answers and of finished ones kept for their prefixes
 */
public record EngineLimits(int batch, int promptRows, int queue, long sessionBytes) {

    public static final EngineLimits DEFAULT = new EngineLimits(16, 256, 64, 2L << 30);

    /** Half of this machine's memory, but not less than the default. */
    public static long sessionBytesOfThisMachine() {
        return Math.max(DEFAULT.sessionBytes, Pointer.totalPhysicalBytes() / 2);
    }

    public EngineLimits withSessionBytes(long value) {
        return new EngineLimits(batch, promptRows, queue, value);
    }

    public EngineLimits {
        if (batch < 1 || promptRows < 1 || queue < 1 || sessionBytes < 1) {
            throw new IllegalArgumentException(
                    "a limit below 1: " + batch + ", " + promptRows + ", " + queue + ", " + sessionBytes);
        }
    }
}
