package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.QwenVlException;
import java.time.Duration;

/**
 * How long models stay in memory.
 *
 * @param bytes for all loaded models; for another one, those that were not used for longest make room
 * @param keepAlive after its last use a model is unloaded; zero: it stays until its place is needed
 * @param waiting most requests that wait for models to be loaded
 */
public record ModelMemory(long bytes, Duration keepAlive, int waiting) {

    /** Models stay; 64 requests wait. */
    public static final ModelMemory UNBOUNDED = new ModelMemory(Long.MAX_VALUE, Duration.ZERO, 64);

    public ModelMemory {
        if (bytes < 1 || keepAlive.isNegative() || waiting < 0) {
            throw new QwenVlException("memory must be above 0, and keep-alive 0 or more");
        }
    }
}
