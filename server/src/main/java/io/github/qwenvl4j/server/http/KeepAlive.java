package io.github.qwenvl4j.server.http;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How long a model stays in memory after its last use.
 *
 * @param time absent: until its place is needed
 */
record KeepAlive(Optional<Duration> time) {

    private static final double LONGEST = 1e9; // seconds: as good as for ever

    static final KeepAlive FOR_EVER = new KeepAlive(Optional.empty());

    /** As a request says it. @param seconds below 0: for ever; absent: it says nothing */
    static Optional<KeepAlive> asked(OptionalDouble seconds) {
        if (seconds.isEmpty()) {
            return Optional.empty();
        }
        double given = seconds.getAsDouble();
        return Optional.of(
                given < 0 || given > LONGEST
                        ? FOR_EVER
                        : new KeepAlive(Optional.of(Duration.ofNanos((long) (given * 1e9)))));
    }

    /** As the server is started. @param time zero: for ever */
    static KeepAlive usual(Duration time) {
        return time.isZero() ? FOR_EVER : new KeepAlive(Optional.of(time));
    }
}
