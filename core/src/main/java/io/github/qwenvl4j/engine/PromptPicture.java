package io.github.qwenvl4j.engine;

import io.github.qwenvl4j.image.Preprocessor;
import io.github.qwenvl4j.image.RgbImage;

/** A picture of a prompt as the model sees it: small, whatever the picture's own size. Immutable. */
record PromptPicture(String hash, byte[] pixels) {

    /** Shrinks the picture on the caller's thread: the model's has better things to do. */
    static PromptPicture of(RgbImage image, int size) {
        return new PromptPicture(image.contentHash(), Preprocessor.resize(image, size));
    }
}
