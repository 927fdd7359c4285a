package io.github.qwenvl4j.hub;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** The hub asks to retry later (429), or is temporarily unavailable (5xx). */
final class HubBusyException extends IOException {

    private final transient Optional<Duration> retryAfter;

    HubBusyException(String message, Optional<Duration> retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
