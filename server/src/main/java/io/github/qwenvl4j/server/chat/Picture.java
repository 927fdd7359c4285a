package io.github.qwenvl4j.server.chat;

import io.github.qwenvl4j.image.Preprocessor;
import io.github.qwenvl4j.image.RgbImage;

/**
 * A picture of a request: how large it was, and what the model sees of it. The picture itself is not kept, so that waiting
 * requests stay small.
 */
record Picture(int width, int height, RgbImage seen) {

    static Picture of(RgbImage image, int size) {
        return new Picture(image.width(), image.height(), RgbImage.of(size, size, Preprocessor.resize(image, size)));
    }
}
