package io.github.qwenvl4j.checkpoint;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The names and shapes of the tensors of a checkpoint with a given configuration. Immutable. */
public final class ExpectedTensors {

    /** The parts that are counted, trained and frozen separately. */
    public enum Part {
        /** Vision transformer, and the norm and projection after the resampler. */
        VISION,
        /** The cross-attention that turns patches into a fixed number of features. */
        RESAMPLER,
        LANGUAGE;

        /** The part that the tensor {@code name} belongs to. */
        public static Part of(String name) {
            if (name.startsWith(RESAMPLER_PREFIX)) {
                return RESAMPLER;
            }
            return name.startsWith(VISUAL) ? VISION : LANGUAGE;
        }
    }

    private static final String VISUAL = "transformer.visual.";
    private static final String RESAMPLER_PREFIX = VISUAL + "attn_pool.";

    private final Map<String, List<Long>> shapes = new LinkedHashMap<>();
    private final Map<String, DType> types = new HashMap<>();
    private final Map<Part, Long> parameters = new EnumMap<>(Part.class);

    private ExpectedTensors() {}

    /** The tensors that {@code config} requires, in its quantised form. */
    public static ExpectedTensors of(QwenVlConfig config) {
        ExpectedTensors expected = new ExpectedTensors();
        expected.add(Part.LANGUAGE, language(config.language(), config.quantization()));
        expected.add(Part.VISION, vision(config.vision(), packing(config.quantization())));
        expected.add(Part.RESAMPLER, resampler(config.vision(), packing(config.quantization())));
        return expected;
    }

    private static Optional<QuantizationConfig.Packed> packing(Optional<QuantizationConfig> quantization) {
        return quantization
                .filter(QuantizationConfig.Packed.class::isInstance)
                .map(QuantizationConfig.Packed.class::cast);
    }

    /** Name -> shape; unmodifiable. */
    public Map<String, List<Long>> shapes() {
        return Collections.unmodifiableMap(shapes);
    }

    /** The required type of a tensor; empty if any floating-point type is allowed. */
    public Optional<DType> type(String name) {
        return Optional.ofNullable(types.get(name));
    }

    /** Parameters of a part; a quantised weight counts in full, its scales, zeros and group indices do not. */
    public long parameters(Part part) {
        return parameters.get(part);
    }

    /** Parameters of the whole model. */
    public long parameters() {
        return parameters.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * Checks that {@code found} are exactly these tensors; ignores known buffers.
     *
     * @throws QwenVlException starting with {@code where} and naming the first wrong tensors
     */
    public void requireIn(Path where, Map<String, TensorInfo> found) {
        List<String> complaints = new TensorComparison(shapes, types, found).complaints();
        if (!complaints.isEmpty()) {
            throw new QwenVlException(Kind.CHECKPOINT, where + ": " + String.join("; ", complaints));
        }
    }

    private void add(Part part, TensorList tensors) {
        shapes.putAll(tensors.shapes());
        types.putAll(tensors.types());
        parameters.put(part, tensors.parameters());
    }

    private static TensorList language(LanguageConfig config, Optional<QuantizationConfig> quantization) {
        TensorList list = new TensorList(packing(quantization));
        long hidden = config.hiddenSize();
        list.tensor("transformer.wte.weight", config.vocabSize(), hidden);
        for (int i = 0; i < config.numHiddenLayers(); i++) {
            String block = "transformer.h." + i + ".";
            list.tensor(block + "ln_1.weight", hidden);
            list.tensor(block + "ln_2.weight", hidden);
            for (BlockLinear linear : BlockLinear.values()) {
                String prefix = block + linear.key();
                long inputs = linear.inputs(config);
                long outputs = linear.outputs(config);
                if (quantization.orElse(null) instanceof QuantizationConfig.Gptq gptq) {
                    list.gptqLinear(prefix, inputs, outputs, gptq.groupSize());
                } else {
                    list.linear(prefix, inputs, outputs, linear.hasBias(config));
                }
            }
        }
        list.tensor("transformer.ln_f.weight", hidden);
        list.weight("lm_head.weight", config.vocabSize(), hidden);
        return list;
    }

    private static TensorList vision(VisionConfig config, Optional<QuantizationConfig.Packed> packing) {
        TensorList list = new TensorList(packing);
        long width = config.width();
        long output = config.outputDim();
        list.tensor(VISUAL + "conv1.weight", width, 3, config.patchSize(), config.patchSize());
        list.tensor(VISUAL + "positional_embedding", (long) config.positionGrid() * config.positionGrid(), width);
        list.layerNorm(VISUAL + "ln_pre", width);
        for (int i = 0; i < config.layers(); i++) {
            String block = VISUAL + "transformer.resblocks." + i + ".";
            list.layerNorm(block + "ln_1", width);
            list.layerNorm(block + "ln_2", width);
            list.linear(block + "attn.in_proj", width, 3 * width, true);
            list.linear(block + "attn.out_proj", width, width, true);
            list.linear(block + "mlp.c_fc", width, config.mlpSize(), true);
            list.linear(block + "mlp.c_proj", config.mlpSize(), width, true);
        }
        list.layerNorm(VISUAL + "ln_post", output);
        list.tensor(VISUAL + "proj", output, output);
        return list;
    }

    private static TensorList resampler(VisionConfig config, Optional<QuantizationConfig.Packed> packing) {
        TensorList list = new TensorList(packing);
        long output = config.outputDim();
        list.tensor(RESAMPLER_PREFIX + "query", config.nQueries(), output);
        list.tensor(RESAMPLER_PREFIX + "pos_embed", config.nQueries(), output);
        if (config.hasKvProjection()) {
            list.weight(RESAMPLER_PREFIX + "kv_proj.weight", output, config.width());
        }
        list.weight(RESAMPLER_PREFIX + "attn.in_proj_weight", 3 * output, output);
        list.tensor(RESAMPLER_PREFIX + "attn.in_proj_bias", 3 * output);
        list.linear(RESAMPLER_PREFIX + "attn.out_proj", output, output, true);
        list.layerNorm(RESAMPLER_PREFIX + "ln_q", output);
        list.layerNorm(RESAMPLER_PREFIX + "ln_kv", output);
        return list;
    }
}
