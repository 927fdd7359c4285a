package io.github.qwenvl4j.server.http;

import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Enforces the rate limits of each key. A request is admitted while the key's budget is positive, and its tokens are
 * charged when it ends.
 */
final class RateLimiter {

    private static final double MINUTE = 60e9;
    private static final int MOST_BUDGETS = 10_000;

    /** The remaining budget of a key, refilled over time (token bucket). */
    private final class Budget {

        private final int perMinute;
        private double left;
        private long at = clock.getAsLong();

        Budget(int perMinute) {
            this.perMinute = perMinute;
            this.left = perMinute;
        }

        /** Seconds until the budget is positive; empty if it is. */
        synchronized OptionalInt delay(double needed) {
            long now = clock.getAsLong();
            left = Math.min(perMinute, left + (now - at) / MINUTE * perMinute);
            at = now;
            return left >= needed
                    ? OptionalInt.empty()
                    : OptionalInt.of((int) Math.ceil((needed - left) / perMinute * 60));
        }

        boolean full() {
            return delay(perMinute).isEmpty();
        }

        synchronized void charge(double amount) {
            left -= amount;
        }
    }

    private final RateLimits limits;
    private final LongSupplier clock;
    private final Map<String, Budget> requests = new ConcurrentHashMap<>();
    private final Map<String, Budget> tokens = new ConcurrentHashMap<>();

    /** @param clock nanoseconds */
    RateLimiter(RateLimits limits, LongSupplier clock) {
        this.limits = limits;
        this.clock = clock;
    }

    /** Admits a request, or returns the seconds after which to retry. */
    OptionalInt admit(String key) {
        if (limits.tokensPerMinute() > 0) {
            OptionalInt wait = budget(tokens, key, limits.tokensPerMinute()).delay(1);
            if (wait.isPresent()) {
                return wait;
            }
        }
        if (limits.requestsPerMinute() > 0) {
            Budget budget = budget(requests, key, limits.requestsPerMinute());
            OptionalInt wait = budget.delay(1);
            if (wait.isPresent()) {
                return wait;
            }
            budget.charge(1);
        }
        return OptionalInt.empty();
    }

    /** Charges the tokens of a request that has ended. */
    void used(String key, int tokenCount) {
        if (limits.tokensPerMinute() > 0) {
            budget(tokens, key, limits.tokensPerMinute()).charge(tokenCount);
        }
    }

    private Budget budget(Map<String, Budget> budgets, String key, int perMinute) {
        if (budgets.size() > MOST_BUDGETS) {
            budgets.values().removeIf(Budget::full); // a full budget is the same as none
        }
        return budgets.computeIfAbsent(key, name -> new Budget(perMinute));
    }
}
