package io.github.qwenvl4j.family.qwen3vl;

import io.github.qwenvl4j.checkpoint.Check;
import io.github.qwenvl4j.checkpoint.JsonFields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The {@code vision_config} of a Qwen3-VL.
 *
 * @param depth number of blocks
 * @param outHiddenSize width of the features, which is the language model's
 * @param positions stored position embeddings, a square number
 * @param mergeSize patches along each side of the square that becomes one row
 * @param deepstackIndexes blocks behind which a further level of features is taken
 */
public record TowerConfig(
        int depth,
        int hiddenSize,
        int intermediateSize,
        int numHeads,
        int outHiddenSize,
        int positions,
        int patchSize,
        int temporalPatchSize,
        int mergeSize,
        List<Integer> deepstackIndexes) {

    static final int CHANNELS = 3;
    private static final int MAX_SIZE = 1 << 24;

    public TowerConfig {
        deepstackIndexes = List.copyOf(deepstackIndexes);
        Check.range("vision_config.depth", depth, 1, 1000);
        Check.range("vision_config.hidden_size", hiddenSize, 1, MAX_SIZE);
        Check.range("vision_config.intermediate_size", intermediateSize, 1, MAX_SIZE);
        Check.range("vision_config.num_heads", numHeads, 1, hiddenSize);
        Check.that(
                hiddenSize % (4 * numHeads) == 0,
                "vision_config.hidden_size",
                hiddenSize,
                "must be a multiple of 4 * num_heads: a head is rotated in four parts");
        Check.range("vision_config.out_hidden_size", outHiddenSize, 1, MAX_SIZE);
        Check.range("vision_config.num_position_embeddings", positions, 4, MAX_SIZE);
        long side = Math.round(Math.sqrt(positions));
        Check.that(
                side * side == positions,
                "vision_config.num_position_embeddings",
                positions,
                "must be a square number");
        Check.range("vision_config.patch_size", patchSize, 1, 1024);
        Check.range("vision_config.temporal_patch_size", temporalPatchSize, 1, 64);
        Check.range("vision_config.spatial_merge_size", mergeSize, 1, 64);
        for (int index : deepstackIndexes) {
            Check.range("vision_config.deepstack_visual_indexes", index, 0, depth - 1L);
        }
    }

    static TowerConfig from(JsonFields fields) {
        Check.that(
                fields.text("hidden_act", "gelu_pytorch_tanh").equals("gelu_pytorch_tanh"),
                "vision_config.hidden_act",
                fields.text("hidden_act", ""),
                "only gelu_pytorch_tanh is supported");
        return new TowerConfig(
                fields.integer("depth"),
                fields.integer("hidden_size"),
                fields.integer("intermediate_size"),
                fields.integer("num_heads"),
                fields.integer("out_hidden_size"),
                fields.integer("num_position_embeddings"),
                fields.integer("patch_size"),
                fields.integer("temporal_patch_size"),
                fields.integer("spatial_merge_size"),
                fields.integers("deepstack_visual_indexes"));
    }

    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("model_type", "qwen3_vl");
        json.put("depth", depth);
        json.put("hidden_size", hiddenSize);
        json.put("intermediate_size", intermediateSize);
        json.put("num_heads", numHeads);
        json.put("out_hidden_size", outHiddenSize);
        json.put("num_position_embeddings", positions);
        json.put("patch_size", patchSize);
        json.put("temporal_patch_size", temporalPatchSize);
        json.put("spatial_merge_size", mergeSize);
        json.put("deepstack_visual_indexes", deepstackIndexes);
        return json;
    }

    int headDim() {
        return hiddenSize / numHeads;
    }

    /** Values of a flattened patch: channel, time, y, x. */
    int patchValues() {
        return CHANNELS * temporalPatchSize * patchSize * patchSize;
    }

    /** Patches that become one row. */
    int merged() {
        return mergeSize * mergeSize;
    }

    /** Pixels along the side of the square that becomes one row. */
    int rowPixels() {
        return patchSize * mergeSize;
    }

    /** Levels of features below the last: each is added behind one of the first text layers. */
    int levels() {
        return deepstackIndexes.size();
    }
}
