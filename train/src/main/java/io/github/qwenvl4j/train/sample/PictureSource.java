package io.github.qwenvl4j.train.sample;

import io.github.qwenvl4j.image.RgbImage;

/** Loads the picture named between {@code <img>} and {@code </img>}. Implementations are thread-safe. */
@FunctionalInterface
public interface PictureSource {

    /** @throws io.github.qwenvl4j.QwenVlException if there is no such picture or it cannot be read */
    RgbImage load(String source);
}
