package io.github.qwenvl4j.server.http;

import java.util.HashMap;
import java.util.Map;

/** A resource limit for all clients together, with a smaller limit for each client. Thread-safe. */
final class Shares {

    private final long most;
    private final long mostEach;
    private final Map<String, Long> held = new HashMap<>();
    private long taken;

    Shares(long most, long mostEach) {
        this.most = most;
        this.mostEach = mostEach;
    }

    /** Acquires the full amount or nothing. */
    synchronized boolean take(String client, long amount) {
        long more = held.getOrDefault(client, 0L) + amount;
        if (taken + amount > most || more > mostEach) {
            return false;
        }
        taken += amount;
        held.put(client, more);
        return true;
    }

    synchronized void giveBack(String client, long amount) {
        taken -= amount;
        held.merge(client, -amount, Long::sum);
        held.remove(client, 0L);
    }
}
