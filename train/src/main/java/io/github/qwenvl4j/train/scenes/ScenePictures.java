package io.github.qwenvl4j.train.scenes;

import io.github.qwenvl4j.train.data.PictureSource;
import java.awt.image.BufferedImage;

/** Draws the scene that a {@link SceneHandle} names. Stateless. */
public final class ScenePictures implements PictureSource {

    @Override
    public BufferedImage load(String handle) {
        return SceneRenderer.render(SceneHandle.parse(handle).scene());
    }
}
