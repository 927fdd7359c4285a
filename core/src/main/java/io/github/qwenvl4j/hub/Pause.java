package io.github.qwenvl4j.hub;

import io.github.qwenvl4j.QwenVlException;
import java.time.Duration;

/** Waits between attempts. */
@FunctionalInterface
interface Pause {

    void last(Duration time);

    /** Sleeps; an interrupt ends the download. */
    static Pause sleeping() {
        return time -> {
            try {
                Thread.sleep(time.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new QwenVlException("interrupted while waiting for the hub", e);
            }
        };
    }
}
