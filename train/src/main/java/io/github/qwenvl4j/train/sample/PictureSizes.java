package io.github.qwenvl4j.train.sample;

import io.github.qwenvl4j.image.ImageSize;

/** The size of a picture in pixels, which boxes in pixels need. Implementations are thread-safe. */
@FunctionalInterface
interface PictureSizes {

    /** @throws io.github.qwenvl4j.QwenVlException if there is no such picture or it cannot be read */
    ImageSize of(String source);
}
