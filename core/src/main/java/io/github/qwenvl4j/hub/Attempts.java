package io.github.qwenvl4j.hub;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.file.FileProblem;
import java.io.IOException;
import java.time.Duration;

/** Retries with increasing delays; gives up after the fifth consecutive failure. */
final class Attempts {

    private static final int MOST = 5;
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private final String what;
    private final Pause pause;
    private int failures;

    /** @param what the operation, as the beginning of a message */
    Attempts(String what, Pause pause) {
        this.what = what;
        this.pause = pause;
    }

    /** Resets the count of failures after progress. */
    void progressed() {
        failures = 0;
    }

    /** @throws QwenVlException after the last attempt */
    void failed(IOException e) {
        failures++;
        Duration wait = Duration.ofSeconds(1L << (failures - 1));
        if (e instanceof HubBusyException busy) {
            wait = busy.retryAfter().orElse(wait);
        }
        if (failures >= MOST || wait.compareTo(LONGEST_WAIT) > 0) {
            throw new QwenVlException(Kind.NETWORK, what + ": " + FileProblem.reason(e), e);
        }
        pause.last(wait);
    }
}
