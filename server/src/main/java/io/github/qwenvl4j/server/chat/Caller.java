package io.github.qwenvl4j.server.chat;

import io.github.qwenvl4j.server.api.ApiException;
import java.util.function.BooleanSupplier;

/**
 * Who asks, and for how long.
 *
 * @param key name of the caller's API key
 * @param gone whether the caller has hung up; asked on the caller's own thread only
 * @param startNanos {@link System#nanoTime()} at which the request came
 * @param deadlineNanos {@link System#nanoTime()} at which the caller is told that it took too long
 */
public record Caller(String key, BooleanSupplier gone, long startNanos, long deadlineNanos) {

    /** @throws CallerGoneException when nobody waits for the answer @throws ApiException 504 when it is too late */
    void check() {
        if (gone.getAsBoolean()) {
            throw new CallerGoneException();
        }
        if (System.nanoTime() - deadlineNanos >= 0) {
            throw ApiException.timeout();
        }
    }
}
