package io.github.qwenvl4j.hub;

import io.github.qwenvl4j.QwenVlException;
import java.time.Duration;

/** Waits between attempts. */
@FunctionalInterface
interface Pause {

    void last(Duration time);

    /** Waits for real; an interrupt ends the work. */
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
