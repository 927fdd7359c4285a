package io.github.qwenvl4j.image;

import io.github.qwenvl4j.QwenVlException;
import java.util.OptionalLong;

/**
 * How many pixels a picture should have when a model looks at it, for models that take pictures of any size: a larger one is
 * shrunk, a smaller one enlarged. More pixels show more detail and take more tokens.
 *
 * @param min absent: as the model's own default
 * @param max absent: as the model's own default
 */
public record PixelBounds(OptionalLong min, OptionalLong max) {

    /** The model's own bounds. */
    public static final PixelBounds DEFAULT = new PixelBounds(OptionalLong.empty(), OptionalLong.empty());

    public PixelBounds {
        min.ifPresent(value -> require(value >= 1 && value <= Integer.MAX_VALUE, "min-pixels", value));
        max.ifPresent(value -> require(value >= 1 && value <= Integer.MAX_VALUE, "max-pixels", value));
        if (min.isPresent() && max.isPresent() && min.getAsLong() > max.getAsLong()) {
            throw new QwenVlException("min-pixels is %d, but must not be above max-pixels %d"
                    .formatted(min.getAsLong(), max.getAsLong()));
        }
    }

    private static void require(boolean holds, String name, long value) {
        if (!holds) {
            throw new QwenVlException(name + " is " + value + ", but must be from 1 to " + Integer.MAX_VALUE);
        }
    }

    /** These bounds, or others where these leave both to the model. */
    public PixelBounds or(PixelBounds others) {
        return min.isEmpty() && max.isEmpty() ? others : this;
    }

    /** At most so many pixels. */
    public static PixelBounds atMost(long max) {
        return DEFAULT.withMax(max);
    }

    public PixelBounds withMin(long value) {
        return new PixelBounds(OptionalLong.of(value), max);
    }

    public PixelBounds withMax(long value) {
        return new PixelBounds(min, OptionalLong.of(value));
    }
}
