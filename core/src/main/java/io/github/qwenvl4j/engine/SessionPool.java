package io.github.qwenvl4j.engine;

import io.github.qwenvl4j.attention.RowCache;
import io.github.qwenvl4j.model.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

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
        Held donor = null;
        int shared = 0;
        for (Held held : all()) {
            int rowsShared = held.prefixes.equals(prefixes) ? held.session.shared(keys) : 0;
            if (rowsShared > shared) {
                donor = held;
                shared = rowsShared;
            }
        }
        if (shared < WORTH_SHARING) {
            return fresh(prefixes, keys, rows);
        }
        if (2 * shared >= donor.session.length() && idle.remove(donor)) {
            return takeOver(donor, keys, rows);
        }
        return copy(donor, shared, keys, rows);
    }

    private List<Held> all() {
        List<Held> all = new ArrayList<>(idle);
        all.addAll(busy);
        return all;
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
        for (Held held : List.copyOf(idle)) {
            if (held.prefixes.equals(prefixes)) {
                held.session.close();
                idle.remove(held);
            }
        }
    }

    int idle() {
        return idle.size();
    }

    long bytes() {
        return bytes(busy) + bytes(idle);
    }

    /** As {@link #bytes}, counted on the buffers themselves. */
    long allocated() {
        long bytes = 0;
        for (Held held : all()) {
            bytes += held.session.cache().allocated();
        }
        return bytes;
    }

    private Held remove(Session session) {
        for (Held held : busy) {
            if (held.session == session) {
                busy.remove(held);
                return held;
            }
        }
        throw new IllegalStateException("the session is not in use");
    }

    private static long bytes(List<Held> sessions) {
        long bytes = 0;
        for (Held held : sessions) {
            bytes += held.session.bytes();
        }
        return bytes;
    }

    @Override
    public void close() {
        for (Held held : all()) {
            held.session.close();
        }
        idle.clear();
        busy.clear();
        yardstick.close();
    }
}
