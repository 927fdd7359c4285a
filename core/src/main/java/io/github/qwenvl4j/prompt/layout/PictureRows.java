package io.github.qwenvl4j.prompt.layout;

import io.github.qwenvl4j.image.Picture;

/** How many rows a picture takes in a prompt. Asked only where that depends on the picture. */
@FunctionalInterface
public interface PictureRows {

    /** For families in which all pictures take the same number of rows. */
    PictureRows FIXED = picture -> {
        throw new IllegalStateException("the rows of a picture are not known");
    };

    int of(Picture picture);
}
