package io.github.qwenvl4j.train.scenes;

import io.github.qwenvl4j.image.RgbImage;
import io.github.qwenvl4j.train.sample.PictureSource;

/** Draws the scene of a {@link SceneHandle}. Stateless. */
public final class ScenePictures implements PictureSource {

    @Override
    public RgbImage load(String handle) {
        return RgbImage.of(SceneRenderer.render(SceneHandle.parse(handle).scene()));
    }
}
