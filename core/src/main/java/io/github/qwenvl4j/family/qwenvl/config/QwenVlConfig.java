package io.github.qwenvl4j.family.qwenvl.config;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.checkpoint.Check;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.checkpoint.ExpectedTensors;
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
import java.util.Set;

/**
 * A checkpoint's {@code config.json}.
 *
 * @param quantization present when linear weights are quantised
 * @param dtype the stored {@code torch_dtype}: {@code float32}, {@code float16} or {@code bfloat16}
 */
public record QwenVlConfig(
        LanguageConfig language, VisionConfig vision, Optional<QuantizationConfig> quantization, String dtype)
        implements ModelConfig {

    public static final String MODEL_TYPE = "qwen";

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
            requireInputs(language, gptq);
        }
    }

    /**
     * The configuration of a checkpoint that must be of this family.
     *
     * @throws QwenVlException when it is of another
     */
    public static QwenVlConfig of(Checkpoint checkpoint) {
        if (checkpoint.config() instanceof QwenVlConfig config) {
            return config;
        }
        throw new QwenVlException(
                Kind.UNSUPPORTED, checkpoint.directory() + ": only checkpoints of Qwen-VL can be trained");
    }

    @Override
    public String modelType() {
        return MODEL_TYPE;
    }

    @Override
    public String architecture() {
        return "qwen_vl";
    }

    @Override
    public ModelShape shape() {
        return new ModelShape(
                language.hiddenSize(),
                language.numHiddenLayers(),
                language.numAttentionHeads(),
                language.numAttentionHeads(),
                language.headDim(),
                language.vocabSize(),
                language.maxPositionEmbeddings(),
                vision.layers(),
                OptionalInt.of(vision.imageSize()));
    }

    @Override
    public ExpectedTensors tensors() {
        return QwenVlTensors.of(this);
    }

    @Override
    public String blocks() {
        return QwenVlTensors.BLOCKS;
    }

    @Override
    public ModelCost cost() {
        return new QwenVlCost(language, vision);
    }

    @Override
    public List<String> describe() {
        return List.of(
                line(
                        "language    %d layers, hidden %d, %d heads of %d, MLP %d, vocabulary %d",
                        language.numHiddenLayers(),
                        language.hiddenSize(),
                        language.numAttentionHeads(),
                        language.headDim(),
                        language.mlpSize(),
                        language.vocabSize()),
                line(
                        "positions   trained on %d, at most %d, dynamic NTK %s, log-n %s",
                        language.seqLength(),
                        language.maxPositionEmbeddings(),
                        onOff(language.useDynamicNtk()),
                        onOff(language.useLognAttn())),
                line(
                        "vision      %d layers, width %d, %d heads, patches of %d pixels, images of %d x %d",
                        vision.layers(),
                        vision.width(),
                        vision.heads(),
                        vision.patchSize(),
                        vision.imageSize(),
                        vision.imageSize()),
                line("resampler   %d features per image of width %d", vision.nQueries(), vision.outputDim()));
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private static String onOff(boolean on) {
        return on ? "on" : "off";
    }

    @Override
    public QwenVlConfig withQuantization(QuantizationConfig value) {
        return new QwenVlConfig(language, vision, Optional.of(value), dtype);
    }

    @Override
    public QwenVlConfig withoutQuantization() {
        return new QwenVlConfig(language, vision, Optional.empty(), dtype);
    }

    /**
     * Reads {@code config.json}. Unknown fields are ignored; {@code torch_dtype} is float32 when absent.
     *
     * @throws QwenVlException naming the file, and the missing or invalid field
     */
    public static QwenVlConfig read(Path configJson) {
        return JsonFile.read(configJson, QwenVlConfig::from);
    }

    /** Reads the fields of {@code config.json}. */
    public static QwenVlConfig from(JsonFields fields) {
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

    @Override
    public void write(Path configJson) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("architectures", List.of("QWenLMHeadModel"));
        json.put("model_type", MODEL_TYPE);
        language.putTo(json);
        json.put("torch_dtype", dtype);
        json.put("visual", vision.toJson());
        quantization.ifPresent(config -> json.put("quantization_config", config.toJson()));
        JsonFile.write(configJson, json);
    }

    private static void requireInputs(LanguageConfig language, QuantizationConfig.Gptq gptq) {
        gptq.requireInputs("hidden_size", language.hiddenSize());
        gptq.requireInputs("kv_channels * num_attention_heads", language.projectionSize());
        gptq.requireInputs("intermediate_size / 2", language.mlpSize());
    }
}
