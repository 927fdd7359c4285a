package io.github.qwenvl4j.server.chat;

import java.time.Duration;

/**
 * What one request may ask for.
 *
 * @param messages most messages
 * @param images most pictures, over all messages
 * @param choices most answers to one prompt
 * @param newTokens most tokens of an answer
 * @param textCharacters longest text, over all messages
 * @param strictFields whether a request with a field that this server does not know is refused
 * @param arrival longest time from the start of a request's body to its end
 * @param deadline longest time from the request's arrival to its answer's end
 */
public record RequestLimits(
        int messages,
        int images,
        int choices,
        int newTokens,
        int textCharacters,
        boolean strictFields,
        Duration arrival,
        Duration deadline) {

    public static final RequestLimits DEFAULT =
            new RequestLimits(200, 8, 8, 4096, 200_000, false, Duration.ofMinutes(1), Duration.ofMinutes(5));
}
