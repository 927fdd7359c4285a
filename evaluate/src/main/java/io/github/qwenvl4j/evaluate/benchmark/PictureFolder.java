package io.github.qwenvl4j.evaluate.benchmark;

import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.prompt.Part;
import java.nio.file.Path;

/**
 * Where the relative paths of pictures in a file of questions begin. A picture keeps the path of the file as its name, since models
 * read it in the prompt.
 */
public record PictureFolder(Path folder) {

    public Picture picture(String path) {
        return Picture.of(folder.resolve(path)).named(path);
    }

    /** A picture without a number in front. */
    Part part(String path) {
        return part(picture(path));
    }

    static Part part(Picture picture) {
        return new Part.PicturePart(picture, false);
    }
}
