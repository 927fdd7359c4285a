package io.github.qwenvl4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.family.Families;
import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.memory.NativeMemory;
import io.github.qwenvl4j.memory.ResidentMemory;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.TestBlocks;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opening maps: no copy, no heap, nothing left behind. */
class MappingTest {

    private static final long GIB = 1L << 30;
    private static final long LIMIT = 100_000_000;

    @TempDir
    Path directory;

    @Test
    void twoGibibytesOpenWithoutACopy() throws IOException {
        warmUp();
        makeSparse(2 * GIB);
        long heap = usedHeap();
        long resident = ResidentMemory.bytes();
        long start = System.nanoTime();

        try (Checkpoint checkpoint = Families.open(directory)) {
            long opened = System.nanoTime();
            Block tensor = checkpoint.tensor("w");
            long mapped = System.nanoTime();

            assertThat(tensor.size(0) * tensor.size(1) * 2).isEqualTo(2 * GIB);
            assertThat(TestBlocks.bytes(tensor.rows((2 * GIB >> 13) - 1, 1))).containsOnly(0);
            long grown = ResidentMemory.bytes() - resident;
            System.out.printf(
                    "2 GiB checkpoint: open %.1f ms, map %.1f ms, resident +%.1f MB, heap +%.1f MB%n",
                    (opened - start) / 1e6, (mapped - opened) / 1e6, grown / 1e6, (usedHeap() - heap) / 1e6);
            assertThat(grown).isLessThan(LIMIT);
            assertThat(usedHeap() - heap).isLessThan(LIMIT);
            assertThat(checkpoint.totalBytes()).isEqualTo(2 * GIB);
        }
    }

    @Test
    void openingAndClosingLeavesNothingBehind() throws IOException {
        warmUp();
        long pointers = NativeMemory.blocks();
        long descriptors = openDescriptors();

        for (int i = 0; i < 200; i++) {
            warmUp();
        }

        assertThat(NativeMemory.blocks()).isLessThanOrEqualTo(pointers);
        assertThat(openDescriptors()).isEqualTo(descriptors);
        assertThat(mappedWeights()).isZero();
    }

    @Test
    void refusedCheckpointsLeaveNothingBehind() throws IOException {
        TestFiles.copyOf("tiny-vl", directory);
        TestFiles.write(directory, "model-00002-of-00002.safetensors", new byte[100]);
        long pointers = NativeMemory.blocks();
        long descriptors = openDescriptors();

        for (int i = 0; i < 200; i++) {
            assertThatThrownBy(() -> Families.open(directory)).isInstanceOf(QwenVlException.class);
        }

        assertThat(NativeMemory.blocks()).isLessThanOrEqualTo(pointers);
        assertThat(openDescriptors()).isEqualTo(descriptors);
    }

    private static void warmUp() {
        try (Checkpoint checkpoint = Families.open(Fixtures.path("tiny-vl"))) {
            checkpoint.tensors().keySet().forEach(checkpoint::tensor);
        }
    }

    /** One bf16 tensor of [bytes / 8192, 4096] zeros that take no place on the disk. */
    private void makeSparse(long bytes) throws IOException {
        TestFiles.configOnly(directory);
        String header = "{\"w\": {\"dtype\": \"BF16\", \"shape\": [" + bytes / 8192 + ", 4096], \"data_offsets\": [0, "
                + bytes + "]}}";
        byte[] start = TestFiles.safetensors(header + " ".repeat(8 - header.length() % 8), 0);
        try (RandomAccessFile file =
                new RandomAccessFile(directory.resolve("model.safetensors").toFile(), "rw")) {
            file.write(start);
            file.setLength(start.length + bytes);
        }
    }

    private static long usedHeap() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static long openDescriptors() throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        assumeTrue(Files.exists(descriptors), "skipped: no /proc/self/fd here");
        try (Stream<Path> open = Files.list(descriptors)) {
            return open.count();
        }
    }

    private static long mappedWeights() throws IOException {
        try (Stream<String> mappings = Files.lines(Path.of("/proc/self/maps"))) {
            return mappings.filter(line -> line.endsWith(".safetensors")).count();
        }
    }
}
