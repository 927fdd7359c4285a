package io.github.qwenvl4j.engine;

import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.memory.MachineMemory;

/**
 * What an engine may use.
 *
 * @param batch most answers computed together
 * @param promptRows most prompt rows in one step: smaller keeps running answers flowing, larger computes prompts faster
 * @param queue most answers that may wait, for each owner
 * @param sessionBytes native memory for keys and values, of running answers and of finished ones kept for their prefixes
 */
public record EngineLimits(int batch, int promptRows, int queue, long sessionBytes) {

    private static final long LEAST_SESSION_BYTES = 2L << 30; // unless options give a number

    /** The default options, with session memory that does not depend on the machine. */
    public static final EngineLimits DEFAULT = of(OpenOptions.defaults().withSessionBytes(LEAST_SESSION_BYTES));

    /** The limits of a model that is opened with these options. */
    public static EngineLimits of(OpenOptions options) {
        long sessionBytes =
                options.sessionBytes().orElseGet(() -> Math.max(LEAST_SESSION_BYTES, MachineMemory.bytes() / 2));
        return new EngineLimits(options.batch(), options.promptRows(), options.queue(), sessionBytes);
    }

    public EngineLimits {
        if (batch < 1 || promptRows < 1 || queue < 1 || sessionBytes < 1) {
            throw new IllegalArgumentException(
                    "a limit below 1: " + batch + ", " + promptRows + ", " + queue + ", " + sessionBytes);
        }
    }
}
