package io.github.qwenvl4j.server.chat;

import io.github.qwenvl4j.server.api.ApiException;
import java.util.function.BooleanSupplier;

/**
 * The client of a request, and its deadline.
 *
 * @param key name of the caller's API key
 * @param gone whether the client has disconnected; called only on the request's thread
 * @param startNanos {@link System#nanoTime()} when the request arrived
 * @param deadlineNanos {@link System#nanoTime()} when the request times out
 */
public record Caller(String key, BooleanSupplier gone, long startNanos, long deadlineNanos) {

    /** @throws CallerGoneException if the client has disconnected @throws ApiException 504 after the deadline */
    void check() {
        if (gone.getAsBoolean()) {
            throw new CallerGoneException();
        }
        if (System.nanoTime() - deadlineNanos >= 0) {
            throw ApiException.timeout();
        }
    }
}
