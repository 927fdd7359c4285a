package io.github.qwenvl4j.train.scenes;

import java.util.List;

/**
 * The background of a scene.
 *
 * @param palette the colours of which it is mixed, {@code 0xRRGGBB}
 * @param scale size of its features as a fraction of the smaller side
 * @param grain strength of the noise added to each pixel, in grey levels
 * @param seed of its texture
 */
public record Background(Kind kind, List<Integer> palette, double scale, double degrees, int grain, long seed) {

    public enum Kind {
        PLAIN,
        GRADIENT,
        CLOUDS,
        BLOBS,
        STRIPES,
        LANDSCAPE,
        TILES
    }

    public Background {
        palette = List.copyOf(palette);
    }
}
