package io.github.qwenvl4j.family.qwenvl.config;

import io.github.qwenvl4j.checkpoint.Check;
import io.github.qwenvl4j.checkpoint.JsonFields;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The vision tower's part of {@code config.json} ({@code visual}): vision transformer and resampler.
 *
 * @param width channels of the vision transformer
 * @param mlpRatio ratio of the MLP's inner width to {@code width}
 * @param patchSize pixels per patch side
 * @param imageSize pixels per image side
 * @param outputDim channels of the resampler, equal to the language model's hidden size
 * @param imageStartId id of the token that opens an image span
 * @param nQueries features per image, a square number; 256 if the file does not specify it
 */
public record VisionConfig(
        int width,
        int layers,
        int heads,
        double mlpRatio,
        int patchSize,
        int imageSize,
        int outputDim,
        int imageStartId,
        int nQueries) {

    private static final int DEFAULT_QUERIES = 256;
    private static final int MAX_QUERIES = 1 << 16;
    private static final int POSITION_GRID = 16;
    private static final int RESAMPLER_HEAD_DIM = 128;

    public VisionConfig {
        Check.range("visual.width", width, 1, LanguageConfig.MAX_SIZE);
        Check.range("visual.layers", layers, 1, LanguageConfig.MAX_LAYERS);
        Check.range("visual.heads", heads, 1, LanguageConfig.MAX_SIZE);
        Check.that(width % heads == 0, "visual.heads", heads, "must divide visual.width " + width);
        Check.positive("visual.mlp_ratio", mlpRatio);
        Check.range("visual.width * visual.mlp_ratio", (long) (width * mlpRatio), 1, LanguageConfig.MAX_SIZE);
        Check.range("visual.image_size", imageSize, 1, 1 << 14);
        Check.range("visual.patch_size", patchSize, 1, imageSize);
        Check.that(
                imageSize % patchSize == 0,
                "visual.image_size",
                imageSize,
                "must be a multiple of visual.patch_size " + patchSize);
        Check.range("visual.output_dim", outputDim, 4, LanguageConfig.MAX_SIZE);
        Check.that(
                outputDim % 4 == 0 && outputDim % Math.max(1, outputDim / RESAMPLER_HEAD_DIM) == 0,
                "visual.output_dim",
                outputDim,
                "must be a multiple of 4 and of its number of heads, output_dim / " + RESAMPLER_HEAD_DIM);
        Check.range("visual.image_start_id", imageStartId, 0, Integer.MAX_VALUE);
        Check.range("visual.n_queries", nQueries, 1, MAX_QUERIES);
        Check.that(squareRoot(nQueries) > 0, "visual.n_queries", nQueries, "must be a square number");
    }

    static VisionConfig from(JsonFields fields) {
        return new VisionConfig(
                fields.integer("width"),
                fields.integer("layers"),
                fields.integer("heads"),
                fields.number("mlp_ratio"),
                fields.integer("patch_size"),
                fields.integer("image_size"),
                fields.integer("output_dim"),
                fields.integer("image_start_id"),
                fields.integer("n_queries", DEFAULT_QUERIES));
    }

    VisionConfig withImageSize(int size) {
        return new VisionConfig(width, layers, heads, mlpRatio, patchSize, size, outputDim, imageStartId, nQueries);
    }

    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("width", width);
        json.put("layers", layers);
        json.put("heads", heads);
        json.put("mlp_ratio", mlpRatio);
        json.put("patch_size", patchSize);
        json.put("image_size", imageSize);
        json.put("output_dim", outputDim);
        json.put("image_start_id", imageStartId);
        json.put("n_queries", nQueries);
        return json;
    }

    /** Patches per image side. */
    public int grid() {
        return imageSize / patchSize;
    }

    /** Patches per image. */
    public int patches() {
        return grid() * grid();
    }

    /** Channels per head of the vision transformer. */
    public int headDim() {
        return width / heads;
    }

    /** Inner width of the vision transformer's MLP. */
    public int mlpSize() {
        return (int) (width * mlpRatio);
    }

    /** Side of the grid of stored position embeddings, 16 in every checkpoint; interpolated to {@link #grid()}. */
    public int positionGrid() {
        return POSITION_GRID;
    }

    /** Side of the resampler's grid of queries. */
    public int queryGrid() {
        return squareRoot(nQueries);
    }

    /** Attention heads of the resampler: one per 128 channels, at least one. */
    public int resamplerHeads() {
        return Math.max(1, outputDim / RESAMPLER_HEAD_DIM);
    }

    /** Whether the resampler has a kv_proj, which it needs only if the two widths differ. */
    public boolean hasKvProjection() {
        return width != outputDim;
    }

    private static int squareRoot(int square) {
        int root = (int) Math.round(Math.sqrt(square));
        return root * root == square ? root : 0;
    }
}
