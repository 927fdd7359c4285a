package io.github.qwenvl4j.checkpoint;

import io.github.qwenvl4j.memory.DType;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.family.Families;
import io.github.qwenvl4j.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
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
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (DType dtype : DType.values()) {
                tensors.put("odd." + dtype, torch.ones(3).to(dtype.scalarType()));
            }
            tensors.put("scalar", torch.ones().to(DType.F32.scalarType()));
            tensors.put("empty", torch.ones(0, 4));
            tensors.put("transposed", torch.arange(new Scalar(6)).view(2, 3).t());
            new SafetensorsWriter(directory, Long.MAX_VALUE).write(tensors);

            for (StoredTensor stored : WeightFiles.read(directory).values()) {
                assertThat(stored.offset() % stored.info().dtype().bytes()).isZero();
            }
            try (Checkpoint checkpoint = Families.open(directory)) {
                assertThat(checkpoint.tensors().keySet()).isEqualTo(new TreeSet<>(tensors.keySet()));
                tensors.forEach(
                        (name, tensor) -> assertThat(checkpoint.tensor(name).equal(tensor))
                                .as(name)
                                .isTrue());
            }
        }
    }

    @Test
    void aSourceThatBreaksItsWordIsRefusedAndLeavesNoFile() throws IOException {
        TensorInfo info = new TensorInfo("w", DType.F32, List.of(2L), "");
        SafetensorsWriter writer = new SafetensorsWriter(directory, Long.MAX_VALUE);

        assertThatThrownBy(() -> writer.write(List.of(info), name -> torch.zeros(3)))
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

    @Test
    void writingFreesEveryTensorItAskedFor() {
        List<TensorInfo> layout = Stream.of("a", "b", "c")
                .map(name -> new TensorInfo(name, DType.F32, List.of(2L), ""))
                .toList();
        SafetensorsWriter writer = new SafetensorsWriter(directory, 8);
        writer.write(layout, name -> torch.zeros(2));
        long before = Pointer.totalCount();

        writer.write(layout, name -> torch.zeros(2));

        assertThat(Pointer.totalCount()).isEqualTo(before);
    }

    private void writeCopy(Checkpoint original, long maxShardBytes) {
        new SafetensorsWriter(directory, maxShardBytes).write(original.tensors().values(), original::tensor);
    }

    private void assertEqual(Checkpoint original) {
        try (Checkpoint copy = Families.open(directory)) {
            copy.requireComplete();
            for (String name : original.tensors().keySet()) {
                try (PointerScope scope = new PointerScope()) {
                    assertThat(copy.tensor(name).equal(original.tensor(name)))
                            .as(name)
                            .isTrue();
                }
            }
        }
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
