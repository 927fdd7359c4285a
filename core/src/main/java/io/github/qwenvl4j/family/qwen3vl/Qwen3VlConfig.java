package io.github.qwenvl4j.family.qwen3vl;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.checkpoint.Check;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.checkpoint.ExpectedTensors;
import io.github.qwenvl4j.checkpoint.GenerationConfig;
import io.github.qwenvl4j.checkpoint.JsonFields;
import io.github.qwenvl4j.checkpoint.JsonFile;
import io.github.qwenvl4j.checkpoint.ModelConfig;
import io.github.qwenvl4j.checkpoint.ModelCost;
import io.github.qwenvl4j.checkpoint.ModelShape;
import io.github.qwenvl4j.checkpoint.QuantizationConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A Qwen3-VL's {@code config.json}, in the spelling of the published files (rope in {@code rope_scaling}) and in the newer
 * one ({@code rope_parameters}).
 *
 * @param imageToken stands in the ids for each row of a picture
 * @param videoToken stands in the ids for each row of a video's frames
 * @param quantization present when linear weights are quantised; an output layer of packed ones has a weight of its own
 */
public record Qwen3VlConfig(
        TextConfig text,
        TowerConfig vision,
        int imageToken,
        int videoToken,
        int visionStart,
        int visionEnd,
        Optional<QuantizationConfig> quantization)
        implements ModelConfig {

    public static final String MODEL_TYPE = "qwen3_vl";

    public Qwen3VlConfig {
        Check.that(
                vision.outHiddenSize() == text.hiddenSize(),
                "vision_config.out_hidden_size",
                vision.outHiddenSize(),
                "must equal text_config.hidden_size " + text.hiddenSize());
        Check.that(
                vision.levels() <= text.numLayers(),
                "vision_config.deepstack_visual_indexes",
                vision.deepstackIndexes(),
                "must not be more than text_config.num_hidden_layers " + text.numLayers());
        for (int id : new int[] {imageToken, videoToken, visionStart, visionEnd}) {
            Check.range("a token id of pictures", id, 0, text.vocabSize() - 1L);
        }
        if (quantization.orElse(null) instanceof QuantizationConfig.Gptq gptq) {
            requireInputs(text, gptq);
        }
    }

    private static void requireInputs(TextConfig text, QuantizationConfig.Gptq gptq) {
        gptq.requireInputs("text_config.hidden_size", text.hiddenSize());
        gptq.requireInputs("text_config.intermediate_size", text.intermediateSize());
        gptq.requireInputs(
                "text_config.num_attention_heads * text_config.head_dim", (long) text.numHeads() * text.headDim());
    }

    /** @throws QwenVlException naming the file, and the field that is missing, senseless or not supported */
    public static Qwen3VlConfig read(Path configJson) {
        return JsonFile.read(configJson, Qwen3VlConfig::from);
    }

    /** Reads the fields of {@code config.json}. */
    static Qwen3VlConfig from(JsonFields fields) {
        return new Qwen3VlConfig(
                TextConfig.from(fields.object("text_config"), fields.bool("tie_word_embeddings", false)),
                TowerConfig.from(fields.object("vision_config")),
                fields.integer("image_token_id"),
                fields.integer("video_token_id"),
                fields.integer("vision_start_token_id"),
                fields.integer("vision_end_token_id"),
                fields.optionalObject("quantization_config").map(QuantizationConfig::from));
    }

    static Qwen3VlConfig of(Checkpoint checkpoint) {
        return (Qwen3VlConfig) checkpoint.config();
    }

    @Override
    public String modelType() {
        return MODEL_TYPE;
    }

    @Override
    public String architecture() {
        return MODEL_TYPE;
    }

    @Override
    public ModelShape shape() {
        return new ModelShape(
                text.hiddenSize(),
                text.numLayers(),
                text.numHeads(),
                text.numKeyValueHeads(),
                text.headDim(),
                text.vocabSize(),
                text.maxPositions(),
                vision.depth(),
                OptionalInt.empty());
    }

    @Override
    public ExpectedTensors tensors() {
        return Qwen3VlTensors.of(this);
    }

    @Override
    public String blocks() {
        return Qwen3VlTensors.BLOCKS;
    }

    @Override
    public String source(String tensor) {
        return text.tied() && tensor.equals(Qwen3VlTensors.HEAD) ? Qwen3VlTensors.EMBEDDING : tensor;
    }

    @Override
    public String name(String stored) {
        return Qwen3VlTensors.name(stored);
    }

    /** Always a chat model; a dialogue may take all positions. */
    @Override
    public GenerationConfig generation(Path generationConfigJson) {
        return GenerationConfig.read(
                generationConfigJson,
                new GenerationConfig(
                        "chatml",
                        false,
                        0,
                        1,
                        1,
                        1,
                        GenerationConfig.DEFAULTS.maxNewTokens(),
                        List.of(),
                        List.of(),
                        OptionalInt.empty(),
                        text.maxPositions()));
    }

    @Override
    public ModelCost cost() {
        return new Qwen3VlCost(text, vision);
    }

    @Override
    public List<String> describe() {
        PixelLimits limits = PixelLimits.standard(vision);
        return List.of(
                line(
                        "language    %d layers, hidden %d, %d heads of %d over %d of keys and values, MLP %d, vocabulary %d%s",
                        text.numLayers(),
                        text.hiddenSize(),
                        text.numHeads(),
                        text.headDim(),
                        text.numKeyValueHeads(),
                        text.intermediateSize(),
                        text.vocabSize(),
                        text.tied() ? ", output layer tied" : ""),
                line("positions   at most %d, in time, row and column %s", text.maxPositions(), text.ropeSection()),
                line(
                        "vision      %d layers, width %d, %d heads, patches of %d pixels, levels behind layers %s",
                        vision.depth(),
                        vision.hiddenSize(),
                        vision.numHeads(),
                        vision.patchSize(),
                        vision.deepstackIndexes()),
                line(
                        "pictures    keep their shape, one row for %d x %d pixels, at most %d rows",
                        vision.rowPixels(), vision.rowPixels(), limits.rows(vision)));
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** A packed output layer cannot be the embedding table, which is looked up unpacked: it becomes a tensor of its own. */
    @Override
    public Qwen3VlConfig withQuantization(QuantizationConfig value) {
        return with(text.untied(), Optional.of(value));
    }

    @Override
    public Qwen3VlConfig withoutQuantization() {
        return with(text, Optional.empty());
    }

    private Qwen3VlConfig with(TextConfig newText, Optional<QuantizationConfig> value) {
        return new Qwen3VlConfig(newText, vision, imageToken, videoToken, visionStart, visionEnd, value);
    }

    @Override
    public void write(Path configJson) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("architectures", List.of("Qwen3VLForConditionalGeneration"));
        json.put("model_type", MODEL_TYPE);
        json.put("tie_word_embeddings", text.tied());
        json.put("text_config", text.toJson());
        json.put("vision_config", vision.toJson());
        json.put("image_token_id", imageToken);
        json.put("video_token_id", videoToken);
        json.put("vision_start_token_id", visionStart);
        json.put("vision_end_token_id", visionEnd);
        quantization.ifPresent(config -> json.put("quantization_config", config.toJson()));
        JsonFile.write(configJson, json);
    }
}
