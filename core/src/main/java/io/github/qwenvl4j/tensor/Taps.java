package io.github.qwenvl4j.tensor;

/**
 * Weighted sums of rows: row r of the result is the sum of {@code weight[r * each + i] * row index[r * each + i]}.
 *
 * @param each how many rows make one
 */
public record Taps(int[] index, float[] weight, int each) {

    public Taps {
        if (index.length != weight.length || each < 1 || index.length % each != 0) {
            throw new IllegalArgumentException(
                    index.length + " rows with " + weight.length + " weights, " + each + " for each sum");
        }
    }

    /** How many sums. */
    public int count() {
        return index.length / each;
    }
}
