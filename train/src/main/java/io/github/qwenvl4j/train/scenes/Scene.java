package io.github.qwenvl4j.train.scenes;

import java.util.List;

/**
 * The contents of one picture. Objects are ordered from the lowest to the topmost; signs are above them and touch none.
 *
 * @param width in pixels
 * @param height in pixels
 */
public record Scene(
        int width,
        int height,
        List<SceneObject> objects,
        List<SceneSign> signs,
        Background background,
        Capture capture) {

    public Scene {
        objects = List.copyOf(objects);
        signs = List.copyOf(signs);
    }

    boolean hasUniqueName(SceneObject object) {
        return objects.stream().filter(object::hasNameOf).count() == 1;
    }
}
