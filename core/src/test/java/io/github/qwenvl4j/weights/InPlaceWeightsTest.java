package io.github.qwenvl4j.weights;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.hub.BuiltInModel;
import io.github.qwenvl4j.memory.NativeMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Weights that can be read where they are mapped cost no memory of their own. */
class InPlaceWeightsTest {

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "BFLOAT16"})
    void aModelOfBfloat16IsOpenedWithoutACopyOfItsWeights(Precision precision) throws IOException {
        Path pico = BuiltInModel.directory();
        long before = NativeMemory.bytes();
        try (QwenVl model = QwenVl.open(pico, OpenOptions.defaults().withPrecision(precision))) {
            assertThat(model.internals().precision()).isEqualTo(precision);
            assertThat(NativeMemory.bytes() - before).isLessThan(Files.size(pico.resolve("model.safetensors")) / 20);
        }
    }
}
