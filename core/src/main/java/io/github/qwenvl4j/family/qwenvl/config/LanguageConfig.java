package io.github.qwenvl4j.family.qwenvl.config;

import io.github.qwenvl4j.checkpoint.Check;
import io.github.qwenvl4j.checkpoint.JsonFields;
import java.util.Map;

/**
 * The language model's part of {@code config.json}.
 *
 * @param hiddenSize width of the residual stream
 * @param kvChannels channels per attention head
 * @param intermediateSize twice the inner width of the MLP: each of w1 and w2 has half of it
 * @param rotaryPct fraction of a head that is rotated; only 1.0, the published value, is supported
 * @param seqLength training sequence length; dynamic NTK and log-n scaling start beyond it
 * @param noBias whether attn.c_proj and the MLP have no bias
 * @param tieWordEmbeddings whether lm_head shares its weight with wte; only false, the published value, is supported
 */
public record LanguageConfig(
        int hiddenSize,
        int numHiddenLayers,
        int numAttentionHeads,
        int kvChannels,
        int intermediateSize,
        int vocabSize,
        double layerNormEpsilon,
        double rotaryEmbBase,
        double rotaryPct,
        int seqLength,
        int maxPositionEmbeddings,
        boolean useDynamicNtk,
        boolean useLognAttn,
        boolean noBias,
        boolean tieWordEmbeddings) {

    static final int MAX_LAYERS = 1000;
    static final int MAX_SIZE = 1 << 24;

    public LanguageConfig {
        Check.range("hidden_size", hiddenSize, 1, MAX_SIZE);
        Check.range("num_hidden_layers", numHiddenLayers, 1, MAX_LAYERS);
        Check.range("num_attention_heads", numAttentionHeads, 1, MAX_SIZE);
        Check.range("kv_channels", kvChannels, 2, MAX_SIZE);
        Check.that(kvChannels % 2 == 0, "kv_channels", kvChannels, "must be even: a head is rotated in two halves");
        Check.range("kv_channels * num_attention_heads", (long) kvChannels * numAttentionHeads, 1, MAX_SIZE);
        Check.range("intermediate_size", intermediateSize, 2, MAX_SIZE);
        Check.that(intermediateSize % 2 == 0, "intermediate_size", intermediateSize, "must be even");
        Check.range("vocab_size", vocabSize, 1, MAX_SIZE);
        Check.positive("layer_norm_epsilon", layerNormEpsilon);
        Check.positive("rotary_emb_base", rotaryEmbBase);
        Check.that(rotaryPct == 1, "rotary_pct", rotaryPct, "only 1.0 is supported");
        Check.range("seq_length", seqLength, 2, Integer.MAX_VALUE);
        Check.range("max_position_embeddings", maxPositionEmbeddings, 1, Integer.MAX_VALUE);
        Check.that(!tieWordEmbeddings, "tie_word_embeddings", true, "only false is supported");
    }

    static LanguageConfig from(JsonFields fields) {
        return new LanguageConfig(
                fields.integer("hidden_size"),
                fields.integer("num_hidden_layers"),
                fields.integer("num_attention_heads"),
                fields.integer("kv_channels"),
                fields.integer("intermediate_size"),
                fields.integer("vocab_size"),
                fields.number("layer_norm_epsilon"),
                fields.number("rotary_emb_base"),
                fields.number("rotary_pct"),
                fields.integer("seq_length"),
                fields.integer("max_position_embeddings"),
                fields.bool("use_dynamic_ntk"),
                fields.bool("use_logn_attn"),
                fields.bool("no_bias"),
                fields.bool("tie_word_embeddings", false));
    }

    void putTo(Map<String, Object> json) {
        json.put("hidden_size", hiddenSize);
        json.put("num_hidden_layers", numHiddenLayers);
        json.put("num_attention_heads", numAttentionHeads);
        json.put("kv_channels", kvChannels);
        json.put("intermediate_size", intermediateSize);
        json.put("vocab_size", vocabSize);
        json.put("layer_norm_epsilon", layerNormEpsilon);
        json.put("rotary_emb_base", rotaryEmbBase);
        json.put("rotary_pct", rotaryPct);
        json.put("seq_length", seqLength);
        json.put("max_position_embeddings", maxPositionEmbeddings);
        json.put("use_dynamic_ntk", useDynamicNtk);
        json.put("use_logn_attn", useLognAttn);
        json.put("no_bias", noBias);
        json.put("tie_word_embeddings", tieWordEmbeddings);
    }

    /** Channels per attention head. */
    public int headDim() {
        return kvChannels;
    }

    /** Channels of all heads together: the rows of q, of k and of v. */
    public int projectionSize() {
        return kvChannels * numAttentionHeads;
    }

    /** Inner width of the MLP: the rows of w1 and of w2. */
    public int mlpSize() {
        return intermediateSize / 2;
    }
}
