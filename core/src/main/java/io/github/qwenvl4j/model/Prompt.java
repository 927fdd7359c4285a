package io.github.qwenvl4j.model;

import io.github.qwenvl4j.image.RgbImage;
import java.util.Arrays;
import java.util.List;

/**
 * Token ids and the pictures that belong to them.
 *
 * @param ids with an image span for each picture: {@code <img>}, Q placeholders, {@code </img>}
 * @param images in the order of their spans
 */
public record Prompt(int[] ids, List<PlacedImage> images) {

    /**
     * A picture of the prompt.
     *
     * @param start index of its {@code <img>} id; the Q rows after it carry its features
     */
    public record PlacedImage(int start, RgbImage image) {}

    public Prompt {
        images = List.copyOf(images);
    }

    /** A prompt without pictures. */
    public static Prompt of(int... ids) {
        return new Prompt(ids, List.of());
    }

    /** This prompt with more ids behind it. */
    public Prompt append(int... more) {
        int[] all = Arrays.copyOf(ids, ids.length + more.length);
        System.arraycopy(more, 0, all, ids.length, more.length);
        return new Prompt(all, images);
    }

    public int length() {
        return ids.length;
    }

    /**
     * What each row is: its id, or, within an image span, a value made of the picture's content and the row. Two prompts
     * whose keys agree up to a row have the same keys and values in a cache up to there (under the same NTK alpha),
     * whatever the pictures' names.
     */
    public long[] keys(int queries) {
        long[] keys = new long[ids.length];
        for (int i = 0; i < ids.length; i++) {
            keys[i] = ids[i];
        }
        for (PlacedImage placed : images) {
            long content = Long.parseUnsignedLong(placed.image.contentHash().substring(0, 16), 16);
            for (int row = 0; row < queries; row++) {
                keys[placed.start + 1 + row] = (content ^ (row * 0x9E3779B97F4A7C15L)) | Long.MIN_VALUE;
            }
        }
        return keys;
    }
}
