package io.github.qwenvl4j.family.qwen3vl;

import io.github.qwenvl4j.checkpoint.ExpectedTensors;
import io.github.qwenvl4j.checkpoint.QuantizationConfig.Gptq;
import io.github.qwenvl4j.checkpoint.QuantizationConfig.Packed;
import io.github.qwenvl4j.checkpoint.TensorList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The tensors of a Qwen3-VL, by name. */
final class Qwen3VlTensors {

    static final String BLOCKS = "model.language_model.layers.";
    static final String EMBEDDING = "model.language_model.embed_tokens.weight";
    static final String HEAD = "lm_head.weight";

    private static final String VISUAL = "model.visual.";

    private Qwen3VlTensors() {}

    /** Prefixes that conversions write, and the published ones; the first that fits counts. */
    private static final Map<String, String> PREFIXES = new LinkedHashMap<>();

    static {
        PREFIXES.put("language_model.lm_head.", "lm_head.");
        PREFIXES.put("language_model.model.", "model.language_model.");
        PREFIXES.put("language_model.", "model.language_model.");
        PREFIXES.put("visual.", VISUAL);
        PREFIXES.put("model.language_model.", "model.language_model.");
        PREFIXES.put(VISUAL, VISUAL);
        PREFIXES.put("model.", "model.language_model.");
    }

    /** The published name of a tensor. */
    static String name(String stored) {
        return PREFIXES.entrySet().stream()
                .filter(prefix -> stored.startsWith(prefix.getKey()))
                .findFirst()
                .map(prefix ->
                        prefix.getValue() + stored.substring(prefix.getKey().length()))
                .orElse(stored);
    }

    /** The tensors that {@code config} requires, in its quantised form. */
    static ExpectedTensors of(Qwen3VlConfig config) {
        Optional<Packed> packing =
                config.quantization().filter(Packed.class::isInstance).map(Packed.class::cast);
        Map<String, TensorList> parts = new LinkedHashMap<>();
        parts.put("vision", vision(config.vision(), new TensorList(BLOCKS, packing)));
        parts.put("mergers", mergers(config.vision(), new TensorList(BLOCKS, packing)));
        Optional<Gptq> gptq =
                config.quantization().filter(Gptq.class::isInstance).map(Gptq.class::cast);
        TensorList language = new TensorList(BLOCKS, packing);
        Set<String> unused = new HashSet<>();
        language(config.text(), language, (prefix, inputs, outputs) -> {
            if (gptq.isPresent()) {
                language.gptqWeight(prefix, inputs, outputs, gptq.get());
                unused.add(prefix + ".bias"); // some writers give every layer one
            } else {
                language.linear(prefix, inputs, outputs, false);
            }
        });
        parts.put("language", language);
        if (config.text().tied()) {
            unused.add(HEAD); // a tied checkpoint may repeat the embedding table as its output layer
        }
        return new ExpectedTensors(parts, unused);
    }

    private static TensorList vision(TowerConfig config, TensorList list) {
        long width = config.hiddenSize();
        long patch = config.patchSize();
        list.tensor(
                VISUAL + "patch_embed.proj.weight",
                width,
                TowerConfig.CHANNELS,
                config.temporalPatchSize(),
                patch,
                patch);
        list.tensor(VISUAL + "patch_embed.proj.bias", width);
        list.tensor(VISUAL + "pos_embed.weight", config.positions(), width);
        for (int i = 0; i < config.depth(); i++) {
            String block = VISUAL + "blocks." + i + ".";
            list.layerNorm(block + "norm1", width);
            list.layerNorm(block + "norm2", width);
            list.linear(block + "attn.qkv", width, 3 * width, true);
            list.linear(block + "attn.proj", width, width, true);
            list.linear(block + "mlp.linear_fc1", width, config.intermediateSize(), true);
            list.linear(block + "mlp.linear_fc2", config.intermediateSize(), width, true);
        }
        return list;
    }

    private static TensorList mergers(TowerConfig config, TensorList list) {
        long joined = (long) config.merged() * config.hiddenSize();
        merger(VISUAL + "merger.", config.hiddenSize(), joined, config, list);
        for (int level = 0; level < config.levels(); level++) {
            merger(VISUAL + "deepstack_merger_list." + level + ".", joined, joined, config, list);
        }
        return list;
    }

    private static void merger(String prefix, long norm, long joined, TowerConfig config, TensorList list) {
        list.layerNorm(prefix + "norm", norm);
        list.linear(prefix + "linear_fc1", joined, joined, true);
        list.linear(prefix + "linear_fc2", joined, config.outHiddenSize(), true);
    }

    private interface BlockLinear {
        void add(String prefix, long inputs, long outputs);
    }

    private static void language(TextConfig config, TensorList list, BlockLinear linear) {
        long hidden = config.hiddenSize();
        long queries = (long) config.numHeads() * config.headDim();
        long keys = (long) config.numKeyValueHeads() * config.headDim();
        list.tensor(EMBEDDING, config.vocabSize(), hidden);
        for (int i = 0; i < config.numLayers(); i++) {
            String layer = BLOCKS + i + ".";
            String attention = layer + "self_attn.";
            list.tensor(layer + "input_layernorm.weight", hidden);
            list.tensor(layer + "post_attention_layernorm.weight", hidden);
            linear.add(attention + "q_proj", hidden, queries);
            linear.add(attention + "k_proj", hidden, keys);
            linear.add(attention + "v_proj", hidden, keys);
            linear.add(attention + "o_proj", queries, hidden);
            list.tensor(attention + "q_norm.weight", config.headDim());
            list.tensor(attention + "k_norm.weight", config.headDim());
            linear.add(layer + "mlp.gate_proj", hidden, config.intermediateSize());
            linear.add(layer + "mlp.up_proj", hidden, config.intermediateSize());
            linear.add(layer + "mlp.down_proj", config.intermediateSize(), hidden);
        }
        list.tensor("model.language_model.norm.weight", hidden);
        if (!config.tied()) {
            list.weight(HEAD, config.vocabSize(), hidden);
        }
    }
}
