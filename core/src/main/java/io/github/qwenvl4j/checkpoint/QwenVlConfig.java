package io.github.qwenvl4j.checkpoint;

import io.github.qwenvl4j.QwenVlException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A checkpoint's {@code config.json}.
 *
 * @param quantization present when linear weights are quantised
 * @param dtype the stored {@code torch_dtype}: {@code float32}, {@code float16} or {@code bfloat16}
 */
public record QwenVlConfig(
        LanguageConfig language, VisionConfig vision, Optional<QuantizationConfig> quantization, String dtype) {

    private static final Set<String> DTYPES = Set.of("float32", "float16", "bfloat16");

    public QwenVlConfig {
        Check.that(
                vision.outputDim() == language.hiddenSize(),
                "visual.output_dim",
                vision.outputDim(),
                "must equal hidden_size " + language.hiddenSize());
        Check.that(
                vision.imageStartId() < language.vocabSize(),
                "visual.image_start_id",
                vision.imageStartId(),
                "must be below vocab_size " + language.vocabSize());
        Check.that(DTYPES.contains(dtype), "torch_dtype", dtype, "must be one of float32, float16 and bfloat16");
        if (quantization.orElse(null) instanceof QuantizationConfig.Gptq gptq) {
            requireGroups(language, gptq.groupSize());
        }
    }

    /** This configuration with another quantisation. */
    public QwenVlConfig withQuantization(QuantizationConfig value) {
        return new QwenVlConfig(language, vision, Optional.of(value), dtype);
    }

    /** This configuration without quantisation. */
    public QwenVlConfig withoutQuantization() {
        return new QwenVlConfig(language, vision, Optional.empty(), dtype);
    }

    /**
     * Reads {@code config.json}. Unknown fields are ignored; {@code torch_dtype} is float32 when absent.
     *
     * @throws QwenVlException naming the file, and the missing or invalid field
     */
    public static QwenVlConfig read(Path configJson) {
        return JsonFile.read(configJson, fields -> {
            ForeignModel.refuse(fields);
            return from(fields);
        });
    }

    private static QwenVlConfig from(JsonFields fields) {
        return new QwenVlConfig(
                LanguageConfig.from(fields),
                VisionConfig.from(fields.object("visual")),
                fields.optionalObject("quantization_config").map(QuantizationConfig::from),
                fields.text("torch_dtype", "float32"));
    }

    /** The same with another picture size. */
    public QwenVlConfig withImageSize(int imageSize) {
        return new QwenVlConfig(language, vision.withImageSize(imageSize), quantization, dtype);
    }

    /** The same with weights stored as another dtype. */
    public QwenVlConfig withDtype(String other) {
        return new QwenVlConfig(language, vision, quantization, other);
    }

    /**
     * Writes this configuration as {@code config.json} in the published layout; an existing file is replaced, fields
     * that this record does not know are lost.
     */
    public void write(Path configJson) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("architectures", List.of("QWenLMHeadModel"));
        json.put("model_type", "qwen");
        language.putTo(json);
        json.put("torch_dtype", dtype);
        json.put("visual", vision.toJson());
        quantization.ifPresent(config -> json.put("quantization_config", config.toJson()));
        JsonFile.write(configJson, json);
    }

    private static void requireGroups(LanguageConfig language, int groupSize) {
        String rule = "must be a multiple of quantization_config.group_size " + groupSize;
        int hidden = language.hiddenSize();
        Check.that(hidden % groupSize == 0, "hidden_size", hidden, rule);
        int projection = language.projectionSize();
        Check.that(projection % groupSize == 0, "kv_channels * num_attention_heads", projection, rule);
        int mlp = language.mlpSize();
        Check.that(mlp % groupSize == 0, "intermediate_size / 2", mlp, rule);
    }
}
