package io.github.qwenvl4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.family.Families;
import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.TestBlocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsWriterTest {

    @TempDir
    Path directory;

    @BeforeEach
    void config() {
        TestFiles.configOnly(directory);
    }

    @Test
    void aCheckpointReadsBackBitForBitInOneFileOrInShards() throws IOException {
        try (Checkpoint original = Families.open(Fixtures.path("tiny-vl"))) {
            writeCopy(original, 1_000_000);
            assertThat(files())
                    .hasSizeGreaterThan(5)
                    .contains("model.safetensors.index.json", "model-00001-of-00005.safetensors");
            assertEqual(original);

            writeCopy(original, Long.MAX_VALUE);
            assertThat(files()).contains("model.safetensors").doesNotContain("model.safetensors.index.json");
            assertEqual(original);

            writeCopy(original, 1_000_000);
            assertThat(files()).doesNotContain("model.safetensors");
            assertEqual(original);
        }
    }

    @Test
    void everyDtypeIsWrittenAlignedSoThatItCanBeMapped() {
        try (TestBlocks blocks = new TestBlocks()) {
            Map<String, Block> tensors = new LinkedHashMap<>();
            for (DType dtype : DType.values()) {
                Block ones = blocks.empty(dtype, 3);
                ones.bytes(0, (int) ones.bytes())
                        .put(new byte[(int) ones.bytes()])
                        .put(0, (byte) 1);
                tensors.put("odd." + dtype, ones);
            }
            tensors.put("scalar", blocks.floats(new float[] {1}));
            tensors.put("empty", blocks.floats(new float[0], 0, 4));
            new SafetensorsWriter(directory, Long.MAX_VALUE).write(tensors);
            for (StoredTensor stored : WeightFiles.read(directory).values()) {
                assertThat(stored.offset() % stored.info().dtype().bytes()).isZero();
            }
            try (Checkpoint checkpoint = Families.open(directory)) {
                assertThat(checkpoint.tensors().keySet()).isEqualTo(new TreeSet<>(tensors.keySet()));
                tensors.forEach((name, tensor) -> assertEqual(name, checkpoint.tensor(name), tensor));
            }
        }
    }

    @Test
    void aSourceThatBreaksItsWordIsRefusedAndLeavesNoFile() throws IOException {
        TensorInfo info = new TensorInfo("w", DType.F32, List.of(2L), "");
        SafetensorsWriter writer = new SafetensorsWriter(directory, Long.MAX_VALUE);

        assertThatThrownBy(() -> writer.write(List.of(info), (name, body) -> body.accept(new Block(DType.F32, 0, 3))))
                .isInstanceOf(QwenVlException.class)
                .hasMessage("tensor w is F32 [3], announced as F32 [2]");
        assertThat(files()).containsExactly("config.json");
    }

    @Test
    void aFolderThatIsNotThereIsNamed() {
        Path nowhere = directory.resolve("nowhere");
        assertThatThrownBy(() -> new SafetensorsWriter(nowhere, 1).write(Map.of()))
                .isInstanceOf(QwenVlException.class)
                .hasMessage(nowhere.resolve("model.safetensors") + ": cannot be written: no such folder");
    }

    private void writeCopy(Checkpoint original, long maxShardBytes) {
        new SafetensorsWriter(directory, maxShardBytes)
                .write(original.tensors().values(), (name, body) -> body.accept(original.tensor(name)));
    }

    private void assertEqual(Checkpoint original) {
        try (Checkpoint copy = Families.open(directory)) {
            copy.requireComplete();
            for (String name : original.tensors().keySet()) {
                assertEqual(name, copy.tensor(name), original.tensor(name));
            }
        }
    }

    private static void assertEqual(String name, Block actual, Block expected) {
        assertThat(actual.dtype()).as(name).isEqualTo(expected.dtype());
        assertThat(actual.shape()).as(name).isEqualTo(expected.shape());
        assertThat(TestBlocks.bytes(actual)).as(name).isEqualTo(TestBlocks.bytes(expected));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
