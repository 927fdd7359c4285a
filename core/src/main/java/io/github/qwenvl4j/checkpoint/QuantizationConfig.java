package io.github.qwenvl4j.checkpoint;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How the language blocks' linears are quantised ({@code quantization_config}); GPTQ with 4 bits is the one published
 * form.
 *
 * @param groupSize inputs that share one scale
 * @param descAct whether the rows were quantised in order of activation, so that a group's rows are scattered
 * @param sym whether every zero point is 8
 */
public record QuantizationConfig(int bits, int groupSize, boolean descAct, boolean sym, String quantMethod) {

    private static final String PREFIX = "quantization_config.";

    public QuantizationConfig {
        Check.that(quantMethod.equals("gptq"), PREFIX + "quant_method", quantMethod, "only gptq is supported");
        Check.that(bits == 4, PREFIX + "bits", bits, "only 4 is supported");
        Check.range(PREFIX + "group_size", groupSize, 8, LanguageConfig.MAX_SIZE);
        Check.that(groupSize % 8 == 0, PREFIX + "group_size", groupSize, "must be a multiple of 8");
    }

    static QuantizationConfig from(JsonFields fields) {
        // The kind is checked first: another kind of quantisation lacks the fields of this one.
        String method = fields.text("quant_method");
        Check.that(method.equals("gptq"), PREFIX + "quant_method", method, "only gptq is supported");
        return new QuantizationConfig(
                fields.integer("bits"),
                fields.integer("group_size"),
                fields.bool("desc_act", false),
                fields.bool("sym", true),
                method);
    }

    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("bits", bits);
        json.put("group_size", groupSize);
        json.put("desc_act", descAct);
        json.put("sym", sym);
        json.put("quant_method", quantMethod);
        return json;
    }
}
