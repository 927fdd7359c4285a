package io.github.qwenvl4j.train.scenes;

import java.util.List;
import java.util.function.Predicate;

/**
 * A reference to objects: colour and shape, or only the shape if it is unambiguous; and all objects that it denotes.
 */
record Reference(String name, List<SceneObject> objects) {

    static Reference to(SceneObject object, Ask ask) {
        List<SceneObject> sameShape = matching(ask, other -> other.shape() == object.shape());
        if (sameShape.size() == 1 && ask.dice().chance(0.2)) {
            return new Reference(object.shape().in(ask.language()), sameShape);
        }
        return new Reference(Phrases.name(object, ask.language()), matching(ask, object::hasNameOf));
    }

    private static List<SceneObject> matching(Ask ask, Predicate<SceneObject> predicate) {
        return ask.scene().objects().stream().filter(predicate).toList();
    }

    /** {@code the red circle}, {@code the red circles}, {@code 红色圆形}. */
    String definite(SceneLanguage language) {
        if (language == SceneLanguage.CHINESE) {
            return name;
        }
        return "the " + name + (objects.size() == 1 ? "" : "s");
    }
}
