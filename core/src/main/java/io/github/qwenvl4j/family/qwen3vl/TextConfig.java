package io.github.qwenvl4j.family.qwen3vl;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.attention.KvShape;
import io.github.qwenvl4j.checkpoint.Check;
import io.github.qwenvl4j.checkpoint.JsonFields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code text_config} of a Qwen3-VL.
 *
 * @param numKeyValueHeads heads that keep keys and values; each serves {@code numHeads / numKeyValueHeads} query heads
 * @param ropeSection how many of a head's frequencies follow time, row and column
 * @param tied whether the output layer is the embedding table
 * @param yarn for more positions than the model was trained with
 */
public record TextConfig(
        int hiddenSize,
        int intermediateSize,
        int numLayers,
        int numHeads,
        int numKeyValueHeads,
        int headDim,
        int vocabSize,
        int maxPositions,
        double rmsNormEps,
        double ropeTheta,
        List<Integer> ropeSection,
        boolean tied,
        Optional<Yarn> yarn) {

    private static final int MAX_SIZE = 1 << 24;

    public TextConfig {
        ropeSection = List.copyOf(ropeSection);
        Check.range("text_config.hidden_size", hiddenSize, 1, MAX_SIZE);
        Check.range("text_config.intermediate_size", intermediateSize, 1, MAX_SIZE);
        Check.range("text_config.num_hidden_layers", numLayers, 1, 1000);
        Check.range("text_config.num_attention_heads", numHeads, 1, MAX_SIZE);
        Check.range("text_config.num_key_value_heads", numKeyValueHeads, 1, numHeads);
        Check.that(
                numHeads % numKeyValueHeads == 0,
                "text_config.num_attention_heads",
                numHeads,
                "must be a multiple of num_key_value_heads " + numKeyValueHeads);
        Check.range("text_config.head_dim", headDim, 2, MAX_SIZE);
        Check.range("text_config.vocab_size", vocabSize, 1, MAX_SIZE);
        Check.range("text_config.max_position_embeddings", maxPositions, 1, Integer.MAX_VALUE);
        Check.positive("text_config.rms_norm_eps", rmsNormEps);
        Check.positive("text_config.rope_theta", ropeTheta);
        Check.that(
                ropeSection.size() == 3
                        && ropeSection.stream().mapToInt(Integer::intValue).sum() == headDim / 2,
                "mrope_section",
                ropeSection,
                "must be three numbers that add up to half of head_dim " + headDim);
    }

    /** @param tiedOutside what {@code config.json} says outside {@code text_config}, which repeats it in some sizes */
    static TextConfig from(JsonFields fields, boolean tiedOutside) {
        require(fields, "hidden_act", "silu");
        if (fields.bool("attention_bias", false)) {
            throw unsupported("text_config.attention_bias is true, only false is supported");
        }
        JsonFields rope = fields.optionalObject("rope_parameters")
                .or(() -> fields.optionalObject("rope_scaling"))
                .orElseThrow(() -> new QwenVlException("text_config.rope_scaling is missing"));
        String type = rope.text("rope_type", rope.text("type", "default"));
        if (!type.equals("default") && !type.equals(Yarn.TYPE)) {
            throw unsupported(
                    "text_config rope_type is " + Check.shown(type) + ", only default and yarn are supported");
        }
        if (!rope.bool("mrope_interleaved", true)) {
            throw unsupported("text_config mrope_interleaved is false, only true is supported");
        }
        return new TextConfig(
                fields.integer("hidden_size"),
                fields.integer("intermediate_size"),
                fields.integer("num_hidden_layers"),
                fields.integer("num_attention_heads"),
                fields.integer("num_key_value_heads"),
                fields.integer("head_dim"),
                fields.integer("vocab_size"),
                fields.integer("max_position_embeddings"),
                fields.number("rms_norm_eps"),
                rope.has("rope_theta") ? rope.number("rope_theta") : fields.number("rope_theta"),
                rope.integers("mrope_section"),
                tiedOutside || fields.bool("tie_word_embeddings", false),
                type.equals(Yarn.TYPE)
                        ? Optional.of(Yarn.from(rope, fields.integer("max_position_embeddings")))
                        : Optional.empty());
    }

    private static void require(JsonFields fields, String name, String only) {
        Check.that(
                fields.text(name, only).equals(only),
                "text_config." + name,
                fields.text(name, only),
                "only " + only + " is supported");
    }

    private static QwenVlException unsupported(String message) {
        return new QwenVlException(QwenVlException.Kind.UNSUPPORTED, message);
    }

    /** The same with an output layer of its own. */
    TextConfig untied() {
        return new TextConfig(
                hiddenSize,
                intermediateSize,
                numLayers,
                numHeads,
                numKeyValueHeads,
                headDim,
                vocabSize,
                maxPositions,
                rmsNormEps,
                ropeTheta,
                ropeSection,
                false,
                yarn);
    }

    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("model_type", "qwen3_vl_text");
        json.put("hidden_size", hiddenSize);
        json.put("intermediate_size", intermediateSize);
        json.put("num_hidden_layers", numLayers);
        json.put("num_attention_heads", numHeads);
        json.put("num_key_value_heads", numKeyValueHeads);
        json.put("head_dim", headDim);
        json.put("vocab_size", vocabSize);
        json.put("max_position_embeddings", maxPositions);
        json.put("rms_norm_eps", rmsNormEps);
        json.put("rope_theta", ropeTheta);
        Map<String, Object> rope = new LinkedHashMap<>();
        rope.put("mrope_interleaved", true);
        rope.put("mrope_section", ropeSection);
        rope.put("rope_type", "default");
        yarn.ifPresent(changed -> rope.putAll(changed.toJson()));
        json.put("rope_scaling", rope);
        json.put("tie_word_embeddings", tied);
        return json;
    }

    KvShape kvShape() {
        return new KvShape(numLayers, numKeyValueHeads, headDim);
    }
}
