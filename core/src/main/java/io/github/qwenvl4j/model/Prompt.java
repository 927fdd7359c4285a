package io.github.qwenvl4j.model;

import io.github.qwenvl4j.QwenVlException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Token ids and the pictures that belong to them, as a network takes them.
 *
 * @param ids not copied, so not to be changed; each picture has an id that opens it and behind it an id for each of its rows
 * @param pictures in the order of their places
 * @param adapter through which it is answered
 */
public record Prompt(int[] ids, List<Placed> pictures, Optional<ModelAdapter> adapter) {

    /**
     * A picture of the prompt.
     *
     * @param start index of the id that opens it; the rows after it carry its features
     */
    public record Placed(int start, SeenPicture picture) {

        /** Index of the first row that carries its features. */
        public int firstRow() {
            return start + 1;
        }

        /** Index behind the last row that carries its features. */
        public int end() {
            return firstRow() + picture.rows();
        }
    }

    /** A prompt of the base model. */
    public Prompt(int[] ids, List<Placed> pictures) {
        this(ids, pictures, Optional.empty());
    }

    /** @throws QwenVlException when the rows of a picture lie outside the ids, or in those of another */
    public Prompt {
        pictures = List.copyOf(pictures);
        int free = 0;
        for (Placed placed : pictures) {
            if (placed.start < free || placed.end() > ids.length) {
                throw new QwenVlException("the picture at " + placed.start + " takes " + placed.picture.rows()
                        + " rows of the prompt, which has " + ids.length);
            }
            free = placed.end();
        }
    }

    /** A prompt without pictures. */
    public static Prompt of(int... ids) {
        return new Prompt(ids, List.of());
    }

    /** This prompt with more ids behind it. */
    public Prompt append(int... more) {
        int[] all = Arrays.copyOf(ids, ids.length + more.length);
        System.arraycopy(more, 0, all, ids.length, more.length);
        return new Prompt(all, pictures, adapter);
    }

    public int length() {
        return ids.length;
    }

    /** What the rows of this prompt, and of its answer, are known by: those of another adapter are others. */
    public RowPositions known(RowPositions at) {
        return adapter.map(own -> (RowPositions) () -> at.salt() ^ own.salt()).orElse(at);
    }

    /**
     * What each row is: its id, or, where a picture's features are, a value made of the picture's content and the row. Two
     * prompts whose keys agree up to a row have the same keys and values in a cache up to there, whatever the pictures'
     * names.
     *
     * @param positions where the prompt's rows stand
     */
    public long[] keys(RowPositions positions) {
        RowPositions at = known(positions);
        long[] keys = new long[ids.length];
        for (int i = 0; i < ids.length; i++) {
            keys[i] = at.key(ids[i]);
        }
        for (Placed placed : pictures) {
            long content = Long.parseUnsignedLong(placed.picture.hash().substring(0, 16), 16);
            for (int row = 0; row < placed.picture.rows(); row++) {
                keys[placed.firstRow() + row] = at.key((content ^ (row * 0x9E3779B97F4A7C15L)) | Long.MIN_VALUE);
            }
        }
        return keys;
    }

    /** What an answer keeps of this prompt. */
    public AskedPrompt asked() {
        return new AskedPrompt(
                ids,
                pictures.stream()
                        .map(placed -> new AskedPrompt.AskedPicture(
                                placed.start, placed.picture.rows(), placed.picture.width(), placed.picture.height()))
                        .toList());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Prompt prompt
                && Arrays.equals(ids, prompt.ids)
                && pictures.equals(prompt.pictures)
                && adapter.equals(prompt.adapter);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(ids) + pictures.hashCode();
    }

    @Override
    public String toString() {
        return "Prompt[ids=" + Arrays.toString(ids) + ", pictures=" + pictures + "]";
    }
}
