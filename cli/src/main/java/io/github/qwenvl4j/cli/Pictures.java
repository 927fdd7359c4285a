package io.github.qwenvl4j.cli;

import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.image.RgbImage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The pictures of one command, each read once: those named by options before the model is loaded for nothing. */
final class Pictures {

    private final ImageLoader loader;
    private final Map<Picture, RgbImage> loaded = new HashMap<>();

    Pictures(ImageLoader loader) {
        this.loader = loader;
    }

    /** @throws io.github.qwenvl4j.QwenVlException naming the first picture that cannot be used */
    void load(List<Picture> pictures) {
        pictures.forEach(this::get);
    }

    RgbImage get(Picture picture) {
        return loaded.computeIfAbsent(picture, missing -> missing.read(loader));
    }
}
