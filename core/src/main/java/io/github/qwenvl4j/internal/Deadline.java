package io.github.qwenvl4j.internal;

import io.github.qwenvl4j.AnswerOptions;
import java.time.Duration;

/**
 * When nobody wants an answer any more.
 *
 * @param nanos of {@link System#nanoTime()}
 */
record Deadline(long nanos, Duration limit) {

    private static final Duration LONGEST = Duration.ofDays(365);

    /** The time limit of the options starts now. */
    static Deadline of(AnswerOptions options) {
        Duration limit = options.timeLimit()
                .filter(given -> given.compareTo(LONGEST) < 0)
                .orElse(LONGEST);
        return new Deadline(System.nanoTime() + limit.toNanos(), limit);
    }

    long left() {
        return nanos - System.nanoTime();
    }

    boolean hasPassed() {
        return left() <= 0;
    }

    String message() {
        return "the answer was not complete within " + limit.toMillis() + " ms";
    }
}
