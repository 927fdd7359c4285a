package io.github.qwenvl4j.image;

import java.util.Objects;

/**
 * Two frames of a video that a model sees as one picture.
 *
 * @param second the same as the first where the video ends
 * @param frames how many the model sees of the whole video, which share its pixels
 */
public record FramePair(Picture first, Picture second, int frames) {

    public FramePair {
        Objects.requireNonNull(first, "first");
        Objects.requireNonNull(second, "second");
    }
}
