package io.github.qwenvl4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.family.Families;
import io.github.qwenvl4j.family.qwenvl.config.LanguageConfig;
import io.github.qwenvl4j.family.qwenvl.config.QwenVlConfig;
import io.github.qwenvl4j.family.qwenvl.config.TensorGroup;
import io.github.qwenvl4j.family.qwenvl.config.VisionConfig;
import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.testing.Fixtures;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpectedTensorsTest {

    @Test
    void everyNameOfThePublishedInt4ModelIsExpectedAndNoOther() {
        Map<String, String> published = JsonFile.read(
                Fixtures.shared("data/qwen-vl-chat-int4.index.json"), fields -> fields.texts("weight_map"));

        assertThat(published).hasSize(1461);
        assertThat(PublishedModel.INT4_CONFIG.tensors().shapes().keySet()).isEqualTo(published.keySet());
    }

    @Test
    void parametersOfThePublishedModelAreThePublishedCounts() {
        for (QwenVlConfig config : List.of(PublishedModel.CONFIG, PublishedModel.INT4_CONFIG)) {
            ExpectedTensors expected = config.tensors();

            assertThat(parameters(expected, TensorGroup.VISION) / 1e9).isBetween(1.85, 1.95);
            assertThat(parameters(expected, TensorGroup.RESAMPLER) / 1e9).isBetween(0.075, 0.085);
            assertThat(parameters(expected, TensorGroup.LANGUAGE) / 1e9).isBetween(7.65, 7.75);
            assertThat(expected.parameters() / 1e9).isBetween(9.55, 9.75);
        }
    }

    @Test
    void everyTensorBelongsToThePartThatCountsIt() {
        ExpectedTensors expected = PublishedModel.CONFIG.tensors();
        Map<TensorGroup, Long> counted = new TreeMap<>();
        expected.shapes()
                .forEach((name, shape) ->
                        counted.merge(TensorGroup.of(name), shape.stream().reduce(1L, Math::multiplyExact), Long::sum));

        for (TensorGroup part : TensorGroup.values()) {
            assertThat(counted.get(part)).isEqualTo(parameters(expected, part));
        }
    }

    private static long parameters(ExpectedTensors expected, TensorGroup part) {
        return expected.parametersOfParts().get(part.name().toLowerCase(Locale.ROOT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-vl", "tiny-vl-bin", "tiny-vl-int4"})
    void tinyCheckpointsAreComplete(String name) {
        try (Checkpoint checkpoint = Families.open(Fixtures.path(name))) {
            checkpoint.requireComplete();
            assertThat(new TreeSet<>(checkpoint.config().tensors().shapes().keySet()))
                    .isEqualTo(checkpoint.tensors().keySet());
        }
    }

    @Test
    void biasesAreExpectedWhereTheConfigHasThem() {
        LanguageConfig biased =
                new LanguageConfig(256, 1, 4, 64, 704, 832, 1e-6, 10000, 1, 2048, 8192, true, true, false, false);
        VisionConfig vision = new VisionConfig(256, 1, 4, 4, 14, 448, 256, 770, 256);
        Map<String, List<Long>> shapes = new QwenVlConfig(biased, vision, Optional.empty(), "float32")
                .tensors()
                .shapes();

        assertThat(shapes).containsEntry("transformer.h.0.mlp.w1.bias", List.of(352L));
        assertThat(shapes).doesNotContainKey("transformer.visual.attn_pool.kv_proj.weight");
    }

    @Test
    void everyKindOfDifferenceIsNamed() {
        Map<String, TensorInfo> found = tiny();
        found.remove("lm_head.weight");
        put(found, "transformer.ln_f.weight", DType.BF16, 255L);
        put(found, "transformer.h.0.ln_1.weight", DType.I32, 256L);
        put(found, "transformer.h.0.ln_3.weight", DType.BF16, 256L);

        assertThatThrownBy(() -> requireIn(found))
                .isInstanceOf(QwenVlException.class)
                .hasMessage("here: tensor missing: lm_head.weight; "
                        + "tensor misshapen: transformer.ln_f.weight [255] instead of [256]; "
                        + "tensor of the wrong type: transformer.h.0.ln_1.weight I32; "
                        + "tensor surplus: transformer.h.0.ln_3.weight");
    }

    @Test
    void manyDifferencesAreCounted() {
        Map<String, TensorInfo> found = tiny();
        found.keySet().removeIf(name -> name.startsWith("transformer.h.1."));

        assertThatThrownBy(() -> requireIn(found))
                .isInstanceOf(QwenVlException.class)
                .hasMessage("here: 8 tensors missing: transformer.h.1.ln_1.weight, transformer.h.1.ln_2.weight, "
                        + "transformer.h.1.attn.c_attn.weight and 5 more");
    }

    @Test
    void knownBuffersAreIgnored() {
        Map<String, TensorInfo> found = tiny();
        put(found, "transformer.rotary_emb.inv_freq", DType.F32, 32L);
        put(found, "transformer.h.0.attn.rotary_emb.inv_freq", DType.F32, 32L);
        put(found, "transformer.h.1.attn.masked_bias", DType.F32);
        put(found, "transformer.h.1.attn.bias", DType.BOOL, 1L, 1L, 8L, 8L);

        requireIn(found);
        assertThat(found).hasSize(tiny().size() + 4);
    }

    private static Map<String, TensorInfo> tiny() {
        try (Checkpoint checkpoint = Families.open(Fixtures.path("tiny-vl"))) {
            return new TreeMap<>(checkpoint.tensors());
        }
    }

    private static void put(Map<String, TensorInfo> found, String name, DType dtype, Long... shape) {
        found.put(name, new TensorInfo(name, dtype, List.of(shape), "model.safetensors"));
    }

    private static void requireIn(Map<String, TensorInfo> found) {
        QwenVlConfig config = QwenVlConfig.read(Fixtures.path("tiny-vl/config.json"));
        config.tensors().requireIn(Path.of("here"), found);
    }
}
