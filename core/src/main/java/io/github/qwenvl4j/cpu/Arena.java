package io.github.qwenvl4j.cpu;

import io.github.qwenvl4j.memory.Allocation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * Work memory of a model, used again and again: the steps of a network ask for the same sizes in turn. What is large goes back to
 * the system when a step has done without it. Thread-safe.
 */
final class Arena implements AutoCloseable {

    private static final long LINE = 64;
    private static final long LARGE = 1 << 20; // bytes

    private final Map<Long, Deque<Idle>> idle = new HashMap<>();
    private long step;
    private boolean closed;

    /** Memory that nobody uses since this step. */
    private record Idle(Allocation memory, long step) {}

    /** Uninitialised memory of at least this size. */
    synchronized Storage take(long bytes) {
        long rounded = rounded(Math.max(1, bytes));
        Deque<Idle> free = idle.get(rounded);
        Allocation memory = free == null || free.isEmpty() ? new Allocation(rounded) : free.pop().memory;
        memory.setIdle(false);
        return new Storage(memory, this);
    }

    /** Sizes that are kept between steps have few different values, or prompts of each length would leave memory behind. */
    private static long rounded(long bytes) {
        long step = bytes < LARGE ? Math.max(LINE, Long.highestOneBit(bytes) / 4) : LINE;
        return (bytes + step - 1) / step * step;
    }

    synchronized void give(Allocation memory) {
        if (closed) {
            memory.close();
        } else {
            memory.setIdle(true);
            Deque<Idle> free = idle.get(memory.bytes());
            if (free == null) {
                free = new ArrayDeque<>();
                idle.put(memory.bytes(), free);
            }
            free.push(new Idle(memory, step));
        }
    }

    /** Ends a step: frees what is large and was not used in it. */
    synchronized void trim() {
        for (Iterator<Map.Entry<Long, Deque<Idle>>> sizes = idle.entrySet().iterator(); sizes.hasNext(); ) {
            Map.Entry<Long, Deque<Idle>> size = sizes.next();
            Deque<Idle> free = size.getValue();
            while (size.getKey() >= LARGE && !free.isEmpty() && free.peekLast().step < step) {
                free.removeLast().memory.close();
            }
            if (free.isEmpty()) {
                sizes.remove();
            }
        }
        step++;
    }

    @Override
    public synchronized void close() {
        closed = true;
        idle.values().forEach(free -> free.forEach(each -> each.memory.close()));
        idle.clear();
    }
}
