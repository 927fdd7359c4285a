package io.github.qwenvl4j.train.data;

import java.util.Arrays;
import java.util.List;

/**
 * Token rows of equal length with their labels and pictures.
 *
 * @param samples places of the samples of all rows, for messages
 * @param rows number of sequences, B
 * @param length number of ids of each, T, padded on the right
 * @param ids {@code B * T}, row by row
 * @param labels {@code B * T}; position i contains the id at i, which position i - 1 should predict (the loss shifts),
 *     or {@link #IGNORED}
 * @param branches {@code B * T}: 0 for tokens that every later token of the row attends to, otherwise the branch of the
 *     token, as in {@code LanguageModel.branched} of the family
 * @param pixels distinct pictures, normalised, {@code 3 * S * S} each
 * @param placed every image span, in the order of {@code ids}
 */
public record TokenBatch(
        List<String> samples,
        int rows,
        int length,
        int[] ids,
        int[] labels,
        int[] branches,
        List<float[]> pixels,
        List<Placed> placed) {

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
        samples = List.copyOf(samples);
        pixels = List.copyOf(pixels);
        placed = List.copyOf(placed);
        if (ids.length != rows * length || labels.length != ids.length || branches.length != ids.length) {
            throw new IllegalArgumentException("a batch of " + rows + " x " + length + " with " + ids.length + " ids, "
                    + labels.length + " labels and " + branches.length + " branches");
        }
    }

    /** Whether some tokens do not attend to all earlier tokens. */
    public boolean branched() {
        return Arrays.stream(branches).anyMatch(branch -> branch != 0);
    }
}
