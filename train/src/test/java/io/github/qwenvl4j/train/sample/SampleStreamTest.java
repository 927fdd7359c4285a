package io.github.qwenvl4j.train.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleStreamTest {

    private static final int COUNT = 50;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("a.jsonl");
        Files.writeString(
                file,
                IntStream.range(0, COUNT)
                        .mapToObj(i -> "{\"prompt\": \"p\", \"completion\": \"" + i + "\"}\n")
                        .collect(Collectors.joining()));
    }

    private List<Integer> take(int count, int window, long seed) {
        List<Integer> taken = new ArrayList<>();
        try (SampleStream stream = new SampleStream(new SampleFile(file), window, seed, SkippedData.none())) {
            for (int i = 0; i < count; i++) {
                taken.add(Integer.valueOf(((Sample.Completion) stream.next()).completion()));
            }
        }
        return taken;
    }

    @Test
    void everyEpochIsAnotherPermutation() {
        List<Integer> taken = take(2 * COUNT, 10, 1);
        List<Integer> all = IntStream.range(0, COUNT).boxed().toList();
        assertThat(taken.subList(0, COUNT)).containsExactlyInAnyOrderElementsOf(all);
        assertThat(taken.subList(COUNT, 2 * COUNT)).containsExactlyInAnyOrderElementsOf(all);
        assertThat(taken.subList(0, COUNT)).isNotEqualTo(taken.subList(COUNT, 2 * COUNT));
    }

    @Test
    void nothingComesEarlierThanTheWindowAllows() {
        List<Integer> taken = take(COUNT, 10, 3);
        for (int i = 0; i < COUNT; i++) {
            assertThat(taken.get(i)).isLessThan(i + 10);
        }
        assertThat(take(COUNT, 1, 3)).isSorted();
    }

    @Test
    void theSeedFixesTheOrder() {
        assertThat(take(70, 20, 5)).isEqualTo(take(70, 20, 5)).isNotEqualTo(take(70, 20, 6));
    }

    @Test
    void aFileWithoutSamplesIsRefused() throws IOException {
        Files.writeString(file, "\n");
        assertThatThrownBy(() -> take(1, 1, 1)).hasMessage("data file " + file + " contains no sample");
    }
}
