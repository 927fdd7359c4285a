package io.github.qwenvl4j.family.qwen3vl;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.checkpoint.Check;
import io.github.qwenvl4j.checkpoint.JsonFile;
import java.nio.file.Path;

/**
 * A Qwen3-VL's {@code config.json}, in the spelling of the published files (rope in {@code rope_scaling}) and in the newer
 * one ({@code rope_parameters}).
 *
 * @param imageToken stands in the ids for each row of a picture
 * @param videoToken stands in the ids for each row of a video's frames
 */
public record Qwen3VlConfig(
        TextConfig text, TowerConfig vision, int imageToken, int videoToken, int visionStart, int visionEnd) {

    public static final String MODEL_TYPE = "qwen3_vl";

    public Qwen3VlConfig {
        Check.that(
                vision.outHiddenSize() == text.hiddenSize(),
                "vision_config.out_hidden_size",
                vision.outHiddenSize(),
                "must equal text_config.hidden_size " + text.hiddenSize());
        Check.that(
                vision.levels() <= text.numLayers(),
                "vision_config.deepstack_visual_indexes",
                vision.deepstackIndexes(),
                "must not be more than text_config.num_hidden_layers " + text.numLayers());
        for (int id : new int[] {imageToken, videoToken, visionStart, visionEnd}) {
            Check.range("a token id of pictures", id, 0, text.vocabSize() - 1L);
        }
    }

    /** @throws QwenVlException naming the file, and the field that is missing, senseless or not supported */
    public static Qwen3VlConfig read(Path configJson) {
        return JsonFile.read(
                configJson,
                fields -> new Qwen3VlConfig(
                        TextConfig.from(fields.object("text_config"), fields.bool("tie_word_embeddings", false)),
                        TowerConfig.from(fields.object("vision_config")),
                        fields.integer("image_token_id"),
                        fields.integer("video_token_id"),
                        fields.integer("vision_start_token_id"),
                        fields.integer("vision_end_token_id")));
    }
}
