package io.github.qwenvl4j.cpu;

import io.github.qwenvl4j.memory.Allocation;

/** Memory of tensors, given back to its arena when nobody uses it any more. For one thread at a time. */
final class Storage {

    private final Allocation memory;
    private final Arena arena;
    private int users = 1;

    Storage(Allocation memory, Arena arena) {
        this.memory = memory;
        this.arena = arena;
    }

    long address() {
        return memory.address();
    }

    void share() {
        if (users == 0) {
            throw new IllegalStateException("the tensor has been freed");
        }
        users++;
    }

    void release() {
        if (users == 0) {
            throw new IllegalStateException("the tensor has been freed");
        }
        if (--users == 0) {
            arena.give(memory);
        }
    }
}
