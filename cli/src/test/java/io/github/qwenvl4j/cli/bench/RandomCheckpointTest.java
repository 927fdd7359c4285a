package io.github.qwenvl4j.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.checkpoint.QwenVlConfig;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.weights.Precision;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RandomCheckpointTest {

    private static final QwenVlConfig TINY =
            QwenVlConfig.read(Fixtures.path("tiny-vl").resolve("config.json"));

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(Precision.class)
    void whatIsWrittenOpensAsAnyCheckpoint(Precision precision) {
        Path directory = folder.resolve("random");
        new RandomCheckpoint(TINY, precision, directory).write();
        try (QwenVl model = QwenVl.open(directory)) {
            if (precision.packing().isPresent()) {
                assertThat(model.precision()).isEqualTo(precision);
            }
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
