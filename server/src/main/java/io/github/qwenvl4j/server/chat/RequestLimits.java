package io.github.qwenvl4j.server.chat;

import java.time.Duration;

/**
 * Limits of one request.
 *
 * @param messages maximum number of messages
 * @param images maximum number of pictures in all messages
 * @param choices maximum number of answers to one prompt
 * @param newTokens maximum number of tokens per answer
 * @param textCharacters maximum number of characters of text in all messages
 * @param strictFields whether requests with unknown fields are refused
 * @param arrival time limit for receiving a request body
 * @param deadline time limit from the arrival of a request to the end of its answer
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
