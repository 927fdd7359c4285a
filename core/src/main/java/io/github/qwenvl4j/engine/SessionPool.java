package io.github.qwenvl4j.engine;

import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.checkpoint.LanguageConfig;
import io.github.qwenvl4j.model.Session;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Sessions of running answers, and of finished ones whose rows may serve again. A prompt that begins like one its owner
 * asked before takes over what was computed then: the session itself when it is free and mostly shared, a copy otherwise.
 * The longest unused sessions are closed first. Owns all sessions; for the model's thread.
 */
final class SessionPool implements AutoCloseable {

    private static final int WORTH_SHARING = 16; // rows: below this a copy saves nothing
    private static final int MAX_IDLE = 64;
    private static final int FIRST_ROWS = 512; // what a session has room for from the start

    private record Held(String owner, Session session) {}

    private final QwenVl model;
    private final long maxBytes;
    private final List<Held> busy = new ArrayList<>();
    private final List<Held> idle = new ArrayList<>(); // longest unused first

    SessionPool(QwenVl model, long maxBytes) {
        this.model = model;
        this.maxBytes = maxBytes;
    }

    /** Whether sessions of these lengths may run beside the present ones; a single one always may. */
    boolean hasRoom(List<Integer> lengths) {
        long bytes = lengths.stream().mapToLong(this::bytesFor).sum();
        return busy.isEmpty() && lengths.size() == 1 || bytes(busy) + bytes <= maxBytes;
    }

    Session acquire(String owner, long[] keys, double alpha) {
        Optional<Held> donor = Stream.concat(idle.stream(), busy.stream())
                .filter(held -> held.owner.equals(owner))
                .max(Comparator.comparingInt(held -> held.session.shared(keys, alpha)));
        int shared = donor.map(held -> held.session.shared(keys, alpha)).orElse(0);
        if (shared >= WORTH_SHARING && 2 * shared >= donor.get().session.length() && idle.remove(donor.get())) {
            busy.add(donor.get());
            return donor.get().session;
        }
        Session session = model.newSession();
        busy.add(new Held(owner, session));
        if (shared >= WORTH_SHARING) {
            session.copy(donor.get().session, shared);
        }
        trim();
        return session;
    }

    /** The session's answer is complete. */
    void release(Session session) {
        Held held = remove(session);
        idle.add(held);
        trim();
    }

    /** The session's answer failed: nothing of it is used again. */
    void discard(Session session) {
        remove(session).session.close();
    }

    int idle() {
        return idle.size();
    }

    long bytes() {
        return bytes(busy) + bytes(idle);
    }

    private Held remove(Session session) {
        Held held = busy.stream()
                .filter(each -> each.session == session)
                .findFirst()
                .orElseThrow();
        busy.remove(held);
        return held;
    }

    private void trim() {
        while (!idle.isEmpty() && (bytes() > maxBytes || idle.size() > MAX_IDLE)) {
            idle.remove(0).session.close();
        }
    }

    private static long bytes(List<Held> sessions) {
        return sessions.stream().mapToLong(held -> held.session.bytes()).sum();
    }

    /** At most: in float32, just after a full cache has grown by a quarter. */
    private long bytesFor(int rows) {
        LanguageConfig config = model.model().config().language();
        long row = 2L * Float.BYTES * config.numHiddenLayers() * config.numAttentionHeads() * config.headDim();
        return row * Math.max(FIRST_ROWS, rows + rows / 4);
    }

    @Override
    public void close() {
        Stream.concat(idle.stream(), busy.stream()).forEach(held -> held.session.close());
        idle.clear();
        busy.clear();
    }
}
