package io.github.qwenvl4j.train.scenes;

import io.github.qwenvl4j.train.data.ImageSource;
import java.awt.image.BufferedImage;

/** Draws the scene that a {@link SceneHandle} names. Stateless. */
public final class SceneImages implements ImageSource {

    @Override
    public BufferedImage load(String handle) {
        return SceneRenderer.render(SceneHandle.parse(handle).scene());
    }
}
