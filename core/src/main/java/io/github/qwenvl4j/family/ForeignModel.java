package io.github.qwenvl4j.family;

import io.github.qwenvl4j.checkpoint.Check;
import java.util.LinkedHashMap;
import java.util.Map;

/** Names the models that cannot be opened, by their {@code model_type}. */
final class ForeignModel {

    private static final Map<String, String> NAMES = new LinkedHashMap<>(); // by the beginning of model_type

    static {
        NAMES.put("qwen2_vl", "a Qwen2-VL checkpoint");
        NAMES.put("qwen2_5_vl", "a Qwen2.5-VL checkpoint");
        NAMES.put("qwen3_vl_moe", "a Qwen3-VL checkpoint with experts");
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

    static String name(String type) {
        return NAMES.entrySet().stream()
                .filter(known -> type.startsWith(known.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("a model of type " + Check.shown(type));
    }
}
