package io.github.qwenvl4j.family.qwenvl.text;

import java.util.Arrays;
import java.util.List;

/**
 * Ids of a text with pictures.
 *
 * @param ids the token ids; not copied, must not be modified
 * @param images the images in order of position
 */
public record EncodedText(int[] ids, List<ImageSpan> images) {

    public EncodedText {
        images = List.copyOf(images);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EncodedText text && Arrays.equals(ids, text.ids) && images.equals(text.images);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(ids) + images.hashCode();
    }

    @Override
    public String toString() {
        return "EncodedText[ids=" + Arrays.toString(ids) + ", images=" + images + "]";
    }
}
