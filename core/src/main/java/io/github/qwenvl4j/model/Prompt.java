package io.github.qwenvl4j.model;

import io.github.qwenvl4j.image.Preprocessor;
import io.github.qwenvl4j.image.RgbImage;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

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
    public record PlacedImage(int start, SeenPicture picture) {

        /** A picture in its full size. */
        public PlacedImage(int start, RgbImage image) {
            this(start, new SeenPicture(image, image.width(), image.height()));
        }

        public RgbImage image() {
            return picture.image();
        }
    }

    /**
     * What a model sees of a picture. The picture itself is not kept, so that prompts stay small.
     *
     * @param width of the picture in pixels, as people see it
     */
    public record SeenPicture(RgbImage image, int width, int height) {

        /** @param size pixels of a side of what the model sees */
        public static SeenPicture of(RgbImage image, int size) {
            RgbImage seen = RgbImage.of(size, size, Preprocessor.resize(image, size));
            return new SeenPicture(seen, image.width(), image.height());
        }
    }

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

    /** The rows of {@code [from, to)} that carry image features. */
    long[] imageRows(int queries, int from, int to) {
        return images.stream()
                .flatMapToLong(image ->
                        LongStream.range(Math.max(image.start() + 1, from), Math.min(image.start() + 1 + queries, to)))
                .toArray();
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
            long content = Long.parseUnsignedLong(placed.image().contentHash().substring(0, 16), 16);
            for (int row = 0; row < queries; row++) {
                keys[placed.start + 1 + row] = (content ^ (row * 0x9E3779B97F4A7C15L)) | Long.MIN_VALUE;
            }
        }
        return keys;
    }

    /** What an answer keeps of this prompt. */
    public AskedPrompt asked() {
        return new AskedPrompt(
                ids,
                images.stream()
                        .map(image ->
                                new AskedPrompt.AskedPicture(image.start, image.picture.width, image.picture.height))
                        .toList());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Prompt prompt && Arrays.equals(ids, prompt.ids) && images.equals(prompt.images);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(ids) + images.hashCode();
    }

    @Override
    public String toString() {
        return "Prompt[ids=" + Arrays.toString(ids) + ", images=" + images + "]";
    }
}
