package io.github.qwenvl4j.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.memory.ResidentMemory;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArenaTest {

    /** As prompts of each length ask for, in turn. */
    @Test
    void sizesThatVaryShareMemory() {
        Set<Long> places = new HashSet<>();
        try (Arena arena = new Arena()) {
            for (long bytes = 1; bytes < 1 << 20; bytes += 1000) {
                Storage storage = arena.take(bytes);
                places.add(storage.address());
                storage.release();
            }
        }
        assertThat(places).hasSizeLessThan(64);
    }

    @Test
    void largeMemoryStaysForTheNextStepThatUsesIt() {
        long bytes = 1 << 28;
        try (Arena arena = new Arena()) {
            long before = ResidentMemory.bytes();
            long first = filled(arena, bytes);
            arena.trim();
            assertThat(filled(arena, bytes)).isEqualTo(first);
            arena.trim();
            assertThat(ResidentMemory.bytes() - before).isGreaterThan(bytes / 2);
            arena.trim();
            assertThat(ResidentMemory.bytes() - before).isLessThan(bytes / 2);
        }
    }

    /** Where this much memory was, every page of which has been written. */
    private static long filled(Arena arena, long bytes) {
        Storage storage = arena.take(bytes);
        new Block(DType.U8, storage.address(), bytes).clear();
        storage.release();
        return storage.address();
    }
}
