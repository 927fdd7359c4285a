package io.github.qwenvl4j.train.data;

import java.util.Arrays;
import java.util.List;

/**
 * Token rows of one length with their labels and pictures.
 *
 * @param rows number of sequences, B
 * @param length ids of each, T, padded on the right
 * @param ids {@code B * T}, row by row
 * @param labels {@code B * T}; position i holds what should be predicted there (the id at i itself: shifting happens in
 *     the loss), or {@link #IGNORED}
 * @param branches {@code B * T}: 0 for what every later token of the row sees, else the branch a token is in, as in
 *     {@link io.github.qwenvl4j.family.qwenvl.language.LanguageModel#branched}
 * @param pixels distinct pictures, normalised, {@code 3 * S * S} each
 * @param placed every image span, in order of its place in {@code ids}
 */
public record TokenBatch(
        int rows, int length, int[] ids, int[] labels, int[] branches, List<float[]> pixels, List<Placed> placed) {

    /** The label of positions without loss. */
    public static final int IGNORED = -100;

    /**
     * An image span.
     *
     * @param start index of {@code <img>} in {@code ids}
     * @param picture index in {@code pixels}
     */
    public record Placed(int start, int picture) {}

    public TokenBatch {
        pixels = List.copyOf(pixels);
        placed = List.copyOf(placed);
        if (ids.length != rows * length || labels.length != ids.length || branches.length != ids.length) {
            throw new IllegalArgumentException("a batch of " + rows + " x " + length + " with " + ids.length + " ids, "
                    + labels.length + " labels and " + branches.length + " branches");
        }
    }

    /** Whether some tokens do not see all that comes before them. */
    public boolean branched() {
        return Arrays.stream(branches).anyMatch(branch -> branch != 0);
    }
}
