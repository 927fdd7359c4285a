package io.github.qwenvl4j.family.qwen3vl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.checkpoint.QuantizationConfig.Packed;
import io.github.qwenvl4j.family.Families;
import io.github.qwenvl4j.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Configurations of the published sizes and of the tiny checkpoints: tensors by name, and what is written of them. */
class Qwen3VlConfigTest {

    @ParameterizedTest
    @CsvSource({"2B, 625, 2127532032", "4B, 713, 4437815808", "8B, 750, 8767123696"})
    void tensorsOfThePublishedSizes(String size, int tensors, long parameters, @TempDir Path folder)
            throws IOException {
        JsonNode sizes = Golden.json("full-sizes");
        Path file = folder.resolve("config.json");
        new ObjectMapper().writeValue(file.toFile(), sizes.at("/config/" + size));
        Qwen3VlConfig config = Qwen3VlConfig.read(file);
        Map<String, List<Long>> expected = new HashMap<>();
        sizes.at("/tensors/" + size)
                .properties()
                .forEach(each -> expected.put(
                        each.getKey(),
                        LongStream.of(new ObjectMapper().convertValue(each.getValue(), long[].class))
                                .boxed()
                                .toList()));
        assertThat(config.tensors().shapes()).hasSize(tensors).isEqualTo(expected);
        assertThat(config.tensors().parameters()).isEqualTo(parameters);
        assertThat(Families.sizes()).containsEntry("qwen3-vl-" + size.toLowerCase(Locale.ROOT), config);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-q3vl", "tiny-q3vl-tied"})
    void whatIsWrittenIsReadAgain(String checkpoint, @TempDir Path folder) {
        Path file = folder.resolve("config.json");
        Qwen3VlConfig config = Golden.config(checkpoint);
        config.write(file);
        assertThat(Qwen3VlConfig.read(file)).isEqualTo(config);
        config.withQuantization(new Packed(4)).write(file);
        assertThat(Qwen3VlConfig.read(file)).isEqualTo(config.withQuantization(new Packed(4)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-q3vl", "tiny-q3vl-tied"})
    void theTinyCheckpointsAreComplete(String name) {
        try (Checkpoint checkpoint = Families.open(Fixtures.path("qwen3-vl/" + name))) {
            checkpoint.requireComplete();
            assertThat(checkpoint.generation().eosTokenIds()).containsExactly(558, 556);
            assertThat(checkpoint.generation().doSample()).isTrue();
            assertThat(checkpoint.generation().topK()).isEqualTo(20);
            assertThat(checkpoint.generation().maxWindowSize()).isEqualTo(262144);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "awq | text_config.hidden_size is 64, must be a multiple of quantization_config.group_size 128",
                "fp8 | quantization_config.quant_method is fp8, only gptq, awq and qwenvl4j-packed are supported"
            })
    void otherQuantisationsAreRefusedByName(String method, String message, @TempDir Path folder) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode json = (ObjectNode)
                mapper.readTree(Fixtures.path("qwen3-vl/tiny-q3vl/config.json").toFile());
        json.putObject("quantization_config")
                .put("quant_method", method)
                .put("bits", 4)
                .put("group_size", 128);
        Path file = folder.resolve("config.json");
        mapper.writeValue(file.toFile(), json);
        assertThatThrownBy(() -> Qwen3VlConfig.read(file))
                .isInstanceOf(QwenVlException.class)
                .hasMessage(file + ": " + message);
    }

    private static Path withRope(Path folder, Map<String, Object> rope) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode json = (ObjectNode)
                mapper.readTree(Fixtures.path("qwen3-vl/tiny-q3vl/config.json").toFile());
        rope.forEach((name, value) -> ((ObjectNode) json.at("/text_config/rope_scaling")).putPOJO(name, value));
        Path file = folder.resolve("config.json");
        mapper.writeValue(file.toFile(), json);
        return file;
    }

    @Test
    void yarnIsReadAndWritten(@TempDir Path folder) throws IOException {
        Qwen3VlConfig config = Qwen3VlConfig.read(withRope(
                folder, Map.of("rope_type", "yarn", "factor", 3.0, "original_max_position_embeddings", 262144)));
        Yarn yarn = config.text().yarn().orElseThrow();
        assertThat(yarn.scale()).isCloseTo(1.10986, Offset.offset(1e-5));
        Path written = folder.resolve("written.json");
        config.write(written);
        assertThat(Qwen3VlConfig.read(written)).isEqualTo(config);
    }

    @Test
    void otherKindsOfRopeAreRefusedByName(@TempDir Path folder) throws IOException {
        Path longrope = withRope(folder, Map.of("rope_type", "longrope"));
        assertThatThrownBy(() -> Qwen3VlConfig.read(longrope))
                .isInstanceOf(QwenVlException.class)
                .hasMessageContaining("rope_type is longrope, only default and yarn are supported");
        Path withoutFactor = withRope(folder, Map.of("rope_type", "yarn"));
        assertThatThrownBy(() -> Qwen3VlConfig.read(withoutFactor))
                .isInstanceOf(QwenVlException.class)
                .hasMessageContaining("factor is missing");
    }

    @ParameterizedTest
    @CsvSource({
        "visual.blocks.0.norm1.weight, model.visual.blocks.0.norm1.weight",
        "model.visual.pos_embed.weight, model.visual.pos_embed.weight",
        "language_model.model.layers.0.mlp.up_proj.weight, model.language_model.layers.0.mlp.up_proj.weight",
        "language_model.lm_head.weight, lm_head.weight",
        "model.layers.1.self_attn.q_norm.weight, model.language_model.layers.1.self_attn.q_norm.weight",
        "model.language_model.norm.weight, model.language_model.norm.weight",
        "lm_head.weight, lm_head.weight"
    })
    void prefixesOfConversionsAreKnown(String stored, String published) {
        assertThat(Qwen3VlTensors.name(stored)).isEqualTo(published);
    }
}
