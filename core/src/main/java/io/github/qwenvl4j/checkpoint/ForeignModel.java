package io.github.qwenvl4j.checkpoint;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Recognises the config.json of other models. */
final class ForeignModel {

    /** The supported models, as the end of an error message. */
    static final String OURS =
            "Qwen-VL, Qwen-VL-Chat, Qwen-VL-Chat-Int4 and models trained or packed from them can be opened";

    private static final String QWEN = "qwen";
    private static final Map<String, String> NAMES = new LinkedHashMap<>(); // by the beginning of model_type

    static {
        NAMES.put("qwen2_vl", "a Qwen2-VL checkpoint");
        NAMES.put("qwen2_5_vl", "a Qwen2.5-VL checkpoint");
        NAMES.put("qwen3_vl", "a Qwen3-VL checkpoint");
        NAMES.put("qwen2_5_omni", "a Qwen2.5-Omni checkpoint");
        NAMES.put("qwen3_omni", "a Qwen3-Omni checkpoint");
        NAMES.put("qwen2_audio", "a Qwen2-Audio checkpoint");
        NAMES.put("qwen3", "a checkpoint of Qwen3, which has no pictures");
        NAMES.put("qwen2", "a checkpoint of Qwen1.5, Qwen2 or Qwen2.5, which has no pictures");
        NAMES.put("llava", "a LLaVA checkpoint");
        NAMES.put("mllama", "a Llama 3.2 Vision checkpoint");
        NAMES.put("llama", "a Llama checkpoint");
        NAMES.put("mistral", "a Mistral checkpoint");
        NAMES.put("gemma", "a Gemma checkpoint");
        NAMES.put("internvl", "an InternVL checkpoint");
        NAMES.put("phi", "a Phi checkpoint");
        NAMES.put("clip", "a CLIP checkpoint");
    }

    private ForeignModel() {}

    /** @throws QwenVlException naming the model, unless this is the configuration of a Qwen-VL or has no model type */
    static void refuse(JsonFields config) {
        String type = config.text("model_type", QWEN);
        Optional<String> name = type.equals(QWEN)
                ? Optional.of("a checkpoint of the first Qwen, which has no pictures")
                        .filter(text -> isTextOnly(config))
                : Optional.of(name(type));
        name.ifPresent(what -> {
            throw new QwenVlException(Kind.UNSUPPORTED, "is of " + what + "; " + OURS);
        });
    }

    private static boolean isTextOnly(JsonFields config) {
        return !config.has("visual") && config.has("model_type") && config.has("hidden_size");
    }

    private static String name(String type) {
        return NAMES.entrySet().stream()
                .filter(known -> type.startsWith(known.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("a model of type " + Check.shown(type));
    }
}
