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
record PixelLimits(long min, long max, long videoMin, long videoMax) {

    private static final int MOST_ROWS = 1280;
    private static final Range PICTURE = new Range(65_536, 16_777_216);
    private static final Range VIDEO = new Range(4096, 25_165_824);

    PixelLimits {
        Check.range("max_pixels", max, 1, Integer.MAX_VALUE);
        Check.range("min_pixels", min, 1, max);
        Check.range("max_pixels of a video", videoMax, 1, Integer.MAX_VALUE);
        Check.range("min_pixels of a video", videoMin, 1, videoMax);
    }

    /** The published ones, with the bound on rows. */
    static PixelLimits standard(TowerConfig config) {
        return bounded(PICTURE, VIDEO, config);
    }

    /**
     * Those of a folder's {@code preprocessor_config.json} and {@code video_preprocessor_config.json}, where there are such
     * files, with the bound on rows.
     */
    static PixelLimits read(Path folder, TowerConfig config) {
        return bounded(
                read(folder.resolve("preprocessor_config.json"), PICTURE),
                read(folder.resolve("video_preprocessor_config.json"), VIDEO),
                config);
    }

    private static Range read(Path file, Range published) {
        return Files.exists(file) ? JsonFile.read(file, published::from) : published;
    }

    private static PixelLimits bounded(Range picture, Range video, TowerConfig config) {
        long most = Math.min(picture.max, (long) MOST_ROWS * config.rowPixels() * config.rowPixels());
        return new PixelLimits(Math.min(picture.min, most), most, video.min, video.max);
    }

    private record Range(int min, int max) {

        /** These, where a file says nothing else. The edges of {@code size} count pixels, in spite of their names. */
        Range from(JsonFields fields) {
            Optional<JsonFields> size = fields.optionalObject("size");
            int least = size.map(edges -> edges.integer("shortest_edge", min)).orElse(min);
            int most = size.map(edges -> edges.integer("longest_edge", max)).orElse(max);
            return new Range(fields.integer("min_pixels", least), fields.integer("max_pixels", most));
        }
    }

    /** These limits where nothing else is asked for; a bound beyond the other moves it. */
    PixelLimits with(PixelBounds asked) {
        long most = asked.max().orElse(Math.max(max, asked.min().orElse(min)));
        return new PixelLimits(Math.min(asked.min().orElse(min), most), most, videoMin, videoMax);
    }

    /** What size a picture is brought to. */
    PictureSize size(int height, int width, TowerConfig config) {
        return PictureSize.of(height, width, config.rowPixels(), min, max);
    }

    /**
     * What size the frames of a video are brought to: all frames together have as many pixels as the checkpoint's files allow,
     * and no two more than a picture.
     */
    PictureSize size(int frames, int height, int width, TowerConfig config) {
        return PictureSize.ofFrames(
                frames, height, width, config.rowPixels(), videoMin, Math.min(videoMax, frames * max));
    }

    /** The most rows that a picture takes. */
    long rows(TowerConfig config) {
        return max / ((long) config.rowPixels() * config.rowPixels());
    }
}
