package io.github.qwenvl4j.examples;

import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.image.Picture;
import java.nio.file.Path;

/** Gets an answer as data: the model can only write what fits. Argument: a picture. */
public final class FillRecord {

    /** What is seen. */
    public record Scene(Colour colour, boolean hasHeart) {}

    /** What the record may say. */
    public enum Colour {
        RED,
        GREEN,
        BLUE,
        BROWN
    }

    private FillRecord() {}

    public static void main(String[] args) {
        try (QwenVl model = QwenVl.open()) {
            System.out.println(model.ask(Scene.class, "Describe the heart.", Picture.of(Path.of(args[0]))));
        }
    }
}
