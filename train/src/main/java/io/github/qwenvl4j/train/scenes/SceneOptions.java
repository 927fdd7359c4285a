package io.github.qwenvl4j.train.scenes;

import io.github.qwenvl4j.QwenVlException;

/**
 * The options of a scene; all bounds are inclusive.
 *
 * @param minSide minimum height and width in pixels
 * @param maxSide maximum height and width in pixels
 */
public record SceneOptions(int minObjects, int maxObjects, int minSigns, int maxSigns, int minSide, int maxSide) {

    public SceneOptions {
        check(minObjects, maxObjects, 0, 6, "objects");
        check(minSigns, maxSigns, 0, 3, "signs");
        check(minSide, maxSide, 100, 2000, "side");
        if (minObjects + minSigns == 0) {
            throw new QwenVlException("scene options: at least one object or sign is needed");
        }
    }

    private static void check(int min, int max, int least, int most, String what) {
        if (min < least || max > most || min > max) {
            throw new QwenVlException(
                    "scene options: %s %d-%d must lie within %d-%d".formatted(what, min, max, least, most));
        }
    }

    /** 1 to 6 objects, no signs, 200 to 1000 px. */
    public static SceneOptions objects() {
        return new SceneOptions(1, 6, 0, 0, 200, 1000);
    }

    public SceneOptions withObjects(int min, int max) {
        return new SceneOptions(min, max, minSigns, maxSigns, minSide, maxSide);
    }

    public SceneOptions withSigns(int min, int max) {
        return new SceneOptions(minObjects, maxObjects, min, max, minSide, maxSide);
    }

    public SceneOptions withSides(int min, int max) {
        return new SceneOptions(minObjects, maxObjects, minSigns, maxSigns, min, max);
    }
}
