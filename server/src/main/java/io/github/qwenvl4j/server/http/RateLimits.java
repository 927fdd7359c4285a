package io.github.qwenvl4j.server.http;

/**
 * Rate limits of one key, averaged over time; bursts of one minute's budget are allowed.
 *
 * @param requestsPerMinute 0 for no limit
 * @param tokensPerMinute of prompts and answers; 0 for no limit
 */
public record RateLimits(int requestsPerMinute, int tokensPerMinute) {

    public static final RateLimits NONE = new RateLimits(0, 0);

    public RateLimits {
        if (requestsPerMinute < 0 || tokensPerMinute < 0) {
            throw new IllegalArgumentException("rate limits must not be negative");
        }
    }
}
