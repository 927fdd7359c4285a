package io.github.qwenvl4j.family.qwenvl.config;

import io.github.qwenvl4j.checkpoint.ExpectedTensors;
import io.github.qwenvl4j.checkpoint.QuantizationConfig;
import io.github.qwenvl4j.checkpoint.TensorList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The tensors of a Qwen-VL, by name. */
final class QwenVlTensors {

    static final String BLOCKS = "transformer.h.";

    private static final String VISUAL = TensorGroup.VISUAL;
    private static final String RESAMPLER_PREFIX = TensorGroup.RESAMPLER_PREFIX;

    private QwenVlTensors() {}

    /** The tensors that {@code config} requires, in its quantised form. */
    static ExpectedTensors of(QwenVlConfig config) {
        Optional<QuantizationConfig.Packed> packing = packing(config.quantization());
        Map<String, TensorList> parts = new LinkedHashMap<>();
        parts.put(name(TensorGroup.VISION), vision(config.vision(), packing));
        parts.put(name(TensorGroup.RESAMPLER), resampler(config.vision(), packing));
        parts.put(name(TensorGroup.LANGUAGE), language(config.language(), config.quantization()));
        return new ExpectedTensors(parts);
    }

    private static String name(TensorGroup part) {
        return part.name().toLowerCase(Locale.ROOT);
    }

    private static Optional<QuantizationConfig.Packed> packing(Optional<QuantizationConfig> quantization) {
        return quantization
                .filter(QuantizationConfig.Packed.class::isInstance)
                .map(QuantizationConfig.Packed.class::cast);
    }

    private static TensorList language(LanguageConfig config, Optional<QuantizationConfig> quantization) {
        TensorList list = new TensorList(BLOCKS, packing(quantization));
        long hidden = config.hiddenSize();
        list.tensor("transformer.wte.weight", config.vocabSize(), hidden);
        for (int i = 0; i < config.numHiddenLayers(); i++) {
            String block = BLOCKS + i + ".";
            list.tensor(block + "ln_1.weight", hidden);
            list.tensor(block + "ln_2.weight", hidden);
            for (BlockLinear linear : BlockLinear.values()) {
                String prefix = block + linear.key();
                long inputs = linear.inputs(config);
                long outputs = linear.outputs(config);
                if (quantization.orElse(null) instanceof QuantizationConfig.Gptq gptq) {
                    list.gptqLinear(prefix, inputs, outputs, gptq);
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
        TensorList list = new TensorList(BLOCKS, packing);
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
        TensorList list = new TensorList(BLOCKS, packing);
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
