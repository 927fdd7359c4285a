package io.github.qwenvl4j.model;

import java.util.Arrays;
import java.util.List;

/**
 * What is kept of a prompt when it has been answered: its ids, and how large its pictures were, but no pixels.
 *
 * @param ids not copied, so not to be changed
 * @param pictures in the order of their place
 */
public record AskedPrompt(int[] ids, List<AskedPicture> pictures) {

    /**
     * A picture of the prompt.
     *
     * @param start index of the id that opens it
     * @param rows of the prompt that carry its features
     * @param width in pixels, as people see it
     */
    public record AskedPicture(int start, int rows, int width, int height) {}

    public AskedPrompt {
        pictures = List.copyOf(pictures);
    }

    public int length() {
        return ids.length;
    }

    /** The ids that stand for pictures. */
    public int pictureTokens() {
        return pictures.stream().mapToInt(AskedPicture::rows).sum();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AskedPrompt prompt
                && Arrays.equals(ids, prompt.ids)
                && pictures.equals(prompt.pictures);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(ids) + pictures.hashCode();
    }

    @Override
    public String toString() {
        return "AskedPrompt[ids=" + Arrays.toString(ids) + ", pictures=" + pictures + "]";
    }
}
