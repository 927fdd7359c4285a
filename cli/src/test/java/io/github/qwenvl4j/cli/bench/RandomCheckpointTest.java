package io.github.qwenvl4j.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.checkpoint.TensorInfo;
import io.github.qwenvl4j.family.Families;
import io.github.qwenvl4j.family.qwenvl.config.QwenVlConfig;
import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.testing.Fixtures;
import java.nio.file.Path;
import java.util.Comparator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RandomCheckpointTest {

    private static final QwenVlConfig TINY =
            QwenVlConfig.read(Fixtures.path("tiny-vl").resolve("config.json"));

    @TempDir
    private Path folder;

    /** The matrices of the blocks are stored in it. */
    @ParameterizedTest
    @CsvSource({"FLOAT32, F32", "BFLOAT16, BF16", "INT8, I8", "INT4, U8"})
    void whatIsWrittenOpensAsAnyCheckpoint(Precision precision, DType stored) {
        Path directory = folder.resolve("random");
        new RandomCheckpoint(TINY, precision, directory).write();
        try (Checkpoint checkpoint = Families.open(directory)) {
            TensorInfo matrix = checkpoint.tensors().values().stream()
                    .filter(tensor -> tensor.name().startsWith("transformer.h.0.attn.c_attn.weight"))
                    .max(Comparator.comparingLong(TensorInfo::bytes))
                    .orElseThrow();
            assertThat(matrix.dtype()).isEqualTo(stored);
        }
        try (QwenVl model = QwenVl.open(directory, OpenOptions.defaults().withPrecision(precision))) {
            assertThat(model.ask("Hi", Fixtures.path("images/scene-640x480.png").toString())
                            .ids())
                    .isNotEmpty();
        }
    }

    @Test
    void nothingIsOverwritten() {
        assertThatThrownBy(() -> new RandomCheckpoint(TINY, Precision.INT8, folder))
                .hasMessageContaining("exists already");
    }
}
