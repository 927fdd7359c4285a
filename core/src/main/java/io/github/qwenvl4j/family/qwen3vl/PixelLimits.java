package io.github.qwenvl4j.family.qwen3vl;

import io.github.qwenvl4j.checkpoint.Check;
import io.github.qwenvl4j.checkpoint.JsonFields;
import io.github.qwenvl4j.checkpoint.JsonFile;
import io.github.qwenvl4j.image.PixelBounds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How many pixels a picture may have when it is encoded. What is published allows 16,384 rows, minutes of attention on a
 * CPU; here a picture takes {@value #MOST_ROWS} at most.
 */
record PixelLimits(long min, long max) {

    private static final int MOST_ROWS = 1280;
    private static final int VIDEO_MIN = 4096;
    private static final int VIDEO_MAX = 25_165_824;
    private static final int PUBLISHED_MIN = 65_536;
    private static final int PUBLISHED_MAX = 16_777_216;

    PixelLimits {
        Check.range("max_pixels", max, 1, Integer.MAX_VALUE);
        Check.range("min_pixels", min, 1, max);
    }

    /** The published ones, with the bound on rows. */
    static PixelLimits standard(TowerConfig config) {
        return bounded(PUBLISHED_MIN, PUBLISHED_MAX, config);
    }

    /** Those of a folder's {@code preprocessor_config.json}, if there is one, with the bound on rows. */
    static PixelLimits read(Path folder, TowerConfig config) {
        Path file = folder.resolve("preprocessor_config.json");
        return Files.exists(file) ? JsonFile.read(file, fields -> from(fields, config)) : standard(config);
    }

    /** The edges of {@code size} count pixels, in spite of their names. */
    private static PixelLimits from(JsonFields fields, TowerConfig config) {
        Optional<JsonFields> size = fields.optionalObject("size");
        int min =
                size.map(edges -> edges.integer("shortest_edge", PUBLISHED_MIN)).orElse(PUBLISHED_MIN);
        int max =
                size.map(edges -> edges.integer("longest_edge", PUBLISHED_MAX)).orElse(PUBLISHED_MAX);
        return bounded(fields.integer("min_pixels", min), fields.integer("max_pixels", max), config);
    }

    private static PixelLimits bounded(long min, long max, TowerConfig config) {
        long most = Math.min(max, (long) MOST_ROWS * config.rowPixels() * config.rowPixels());
        return new PixelLimits(Math.min(min, most), most);
    }

    /** These limits where nothing else is asked for; a bound beyond the other moves it. */
    PixelLimits with(PixelBounds asked) {
        long most = asked.max().orElse(Math.max(max, asked.min().orElse(min)));
        return new PixelLimits(Math.min(asked.min().orElse(min), most), most);
    }

    /** What size a picture is brought to. */
    PictureSize size(int height, int width, TowerConfig config) {
        return PictureSize.of(height, width, config.rowPixels(), min, max);
    }

    /**
     * What size the frames of a video are brought to: all frames together have as many pixels as the published files allow,
     * and no two more than a picture.
     */
    PictureSize size(int frames, int height, int width, TowerConfig config) {
        return PictureSize.ofFrames(
                frames, height, width, config.rowPixels(), VIDEO_MIN, Math.min(VIDEO_MAX, frames * max));
    }

    /** The most rows that a picture takes. */
    long rows(TowerConfig config) {
        return max / ((long) config.rowPixels() * config.rowPixels());
    }
}
