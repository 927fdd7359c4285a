package io.github.qwenvl4j.engine;

import io.github.qwenvl4j.attention.RowCache;
import io.github.qwenvl4j.model.Session;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Sessions of running answers, and of finished ones whose rows may serve again. A prompt that begins like one its owner
 * asked before takes over what was computed then: the session itself when it is free and mostly shared, a copy otherwise.
 *
 * <p>All sessions together never hold more than a number of bytes, counted as the caches allocate them; for more room the
 * longest unused sessions are closed. Owns all sessions; for the model's thread.
 */
final class SessionPool implements AutoCloseable {

    private static final int WORTH_SHARING = 16; // rows: below this a copy saves nothing
    private static final int MAX_IDLE = 64;

    /** Equal to itself alone, like the session. */
    private static final class Held {

        private final Object prefixes;
        private final Session session;

        Held(Object prefixes, Session session) {
            this.prefixes = prefixes;
            this.session = session;
        }
    }

    private final Supplier<Session> newSession;
    private final long maxBytes;
    private final Session yardstick; // holds nothing: says what others hold
    private final List<Held> busy = new ArrayList<>();
    private final List<Held> idle = new ArrayList<>(); // longest unused first

    SessionPool(Supplier<Session> newSession, long maxBytes) {
        this.newSession = newSession;
        this.maxBytes = maxBytes;
        this.yardstick = newSession.get();
    }

    /** Native memory of a session with room for so many rows. Thread-safe. */
    long bytesFor(int rows) {
        RowCache cache = yardstick.cache();
        return cache.bytesFor(cache.least(rows));
    }

    /**
     * A session that keeps what it can for a prompt and has room for so many rows; nothing when running answers leave too
     * little memory.
     */
    Optional<Session> acquire(Object prefixes, long[] keys, int rows) {
        Optional<Held> donor = Stream.concat(idle.stream(), busy.stream())
                .filter(held -> held.prefixes.equals(prefixes))
                .max(Comparator.comparingInt(held -> held.session.shared(keys)));
        int shared = donor.map(held -> held.session.shared(keys)).orElse(0);
        if (shared < WORTH_SHARING) {
            return fresh(prefixes, keys, rows);
        }
        if (2 * shared >= donor.get().session.length() && idle.remove(donor.get())) {
            return takeOver(donor.get(), keys, rows);
        }
        return copy(donor.get(), shared, keys, rows);
    }

    private Optional<Session> fresh(Object prefixes, long[] keys, int rows) {
        Session session = newSession.get();
        session.resume(keys);
        return hold(new Held(prefixes, session), rows);
    }

    private Optional<Session> takeOver(Held free, long[] keys, int rows) {
        busy.add(free);
        if (!reserve(free.session, rows)) {
            busy.remove(free);
            idle.add(free);
            return Optional.empty();
        }
        free.session.resume(keys);
        return Optional.of(free.session);
    }

    private Optional<Session> copy(Held donor, int shared, long[] keys, int rows) {
        boolean free = idle.remove(donor);
        if (free) {
            busy.add(donor); // not to be closed for want of room meanwhile
        }
        Optional<Session> copied = hold(new Held(donor.prefixes, newSession.get()), rows);
        copied.ifPresent(session -> {
            session.copy(donor.session, shared);
            session.resume(keys);
        });
        if (free) {
            busy.remove(donor);
            idle.add(donor);
        }
        return copied.or(() -> free ? fresh(donor.prefixes, keys, rows) : Optional.empty());
    }

    private Optional<Session> hold(Held held, int rows) {
        busy.add(held);
        if (reserve(held.session, rows)) {
            return Optional.of(held.session);
        }
        busy.remove(held);
        held.session.close();
        return Optional.empty();
    }

    /** Makes room for so many rows in a session; false when running answers leave too little memory. */
    boolean reserve(Session session, int rows) {
        RowCache cache = session.cache();
        if (rows <= cache.capacity()) {
            return true;
        }
        int roomy = cache.roomy(rows);
        boolean plenty = bytes() + growth(cache, roomy) <= maxBytes / 2;
        int positions = plenty ? roomy : cache.least(rows);
        while (bytes() + growth(cache, positions) > maxBytes) {
            if (idle.isEmpty()) {
                return false;
            }
            idle.remove(0).session.close();
        }
        cache.grow(positions);
        return true;
    }

    private static long growth(RowCache cache, int positions) {
        return cache.bytesFor(positions) - cache.bytes() + cache.bytesWhileGrowing();
    }

    /** Bytes that running answers leave. */
    long free() {
        return maxBytes - bytes(busy);
    }

    /** The session's answer is complete, or rests. */
    void release(Session session) {
        idle.add(remove(session));
        while (idle.size() > MAX_IDLE) {
            idle.remove(0).session.close();
        }
    }

    /** Nothing of the session is used again. */
    void discard(Session session) {
        remove(session).session.close();
    }

    /** Closes the free sessions of an owner that asks no more. */
    void forget(Object prefixes) {
        idle.stream().filter(held -> held.prefixes.equals(prefixes)).forEach(held -> held.session.close());
        idle.removeIf(held -> held.prefixes.equals(prefixes));
    }

    int idle() {
        return idle.size();
    }

    long bytes() {
        return bytes(busy) + bytes(idle);
    }

    /** As {@link #bytes}, counted on the buffers themselves. */
    long allocated() {
        return Stream.concat(idle.stream(), busy.stream())
                .mapToLong(held -> held.session.cache().allocated())
                .sum();
    }

    private Held remove(Session session) {
        Held held = busy.stream()
                .filter(each -> each.session == session)
                .findFirst()
                .orElseThrow();
        busy.remove(held);
        return held;
    }

    private static long bytes(List<Held> sessions) {
        return sessions.stream().mapToLong(held -> held.session.bytes()).sum();
    }

    @Override
    public void close() {
        Stream.concat(idle.stream(), busy.stream()).forEach(held -> held.session.close());
        idle.clear();
        busy.clear();
        yardstick.close();
    }
}
