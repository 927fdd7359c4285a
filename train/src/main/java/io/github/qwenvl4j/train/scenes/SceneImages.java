package io.github.qwenvl4j.train.scenes;

import io.github.qwenvl4j.image.RgbImage;
import io.github.qwenvl4j.train.data.ImageSource;

/** Draws the scene that a {@link SceneHandle} names. Stateless. */
public final class SceneImages implements ImageSource {

    @Override
    public RgbImage load(String handle) {
        return RgbImage.of(SceneRenderer.render(SceneHandle.parse(handle).scene()));
    }
}
