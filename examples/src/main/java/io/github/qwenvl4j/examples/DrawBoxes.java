package io.github.qwenvl4j.examples;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.grounding.GroundedImage;
import io.github.qwenvl4j.image.Picture;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Draws the boxes of an answer into the picture. Arguments: a picture, the file to write. */
public final class DrawBoxes {

    private DrawBoxes() {}

    public static void main(String[] args) throws IOException {
        BufferedImage picture = ImageIO.read(new File(args[0]));
        try (QwenVl model = QwenVl.open()) {
            Answer answer = model.ask("Generate the caption in English with grounding:", Picture.of(picture));
            new GroundedImage(picture, answer.grounded()).write(Path.of(args[1]));
            System.out.println(answer.grounded().boxes());
        }
    }
}
