package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.QwenVlException;
import java.time.Duration;

/**
 * How long models stay in memory.
 *
 * @param bytes for all loaded models; for another one, those that were not used for longest make room
 * @param keepAlive after its last use a model is unloaded; zero: it stays until its place is needed
 * @param waiting most requests that wait for models to be loaded
 * @param pause after a model could not be loaded, before a request makes the server try again
 */
public record ModelMemory(long bytes, Duration keepAlive, int waiting, Duration pause) {

    /** Models stay; 64 requests wait; a model that could not be loaded is tried again after 10 seconds. */
    public static final ModelMemory UNBOUNDED =
            new ModelMemory(Long.MAX_VALUE, Duration.ZERO, 64, Duration.ofSeconds(10));

    public ModelMemory {
        if (bytes < 1 || keepAlive.isNegative() || waiting < 0 || pause.isNegative()) {
            throw new QwenVlException("memory must be above 0, and times 0 or more");
        }
    }
}
