package io.github.qwenvl4j.cpu;

import static org.assertj.core.api.Assertions.assertThat;

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
}
