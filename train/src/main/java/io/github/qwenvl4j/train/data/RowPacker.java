package io.github.qwenvl4j.train.data;

import io.github.qwenvl4j.train.sample.SkippedData;
import java.util.ArrayList;
import java.util.List;

/**
 * Packs samples into the rows of a batch. Not thread-safe.
 *
 * @param <T> a sample
 */
public final class RowPacker<T extends Packable> {

    private final int rows;
    private final int maxLength;
    private final Filling filling;
    private final SkippedData skipped;
    private final List<List<T>> filled = new ArrayList<>();
    private int lastLength;

    /**
     * @param rows number of rows in the batch
     * @param maxLength maximum length of a row in ids
     */
    public RowPacker(int rows, int maxLength, Filling filling, SkippedData skipped) {
        this.rows = rows;
        this.maxLength = maxLength;
        this.filling = filling;
        this.skipped = skipped;
    }

    /**
     * Adds a sample to the last row or a new one; a sample longer than a row is counted and skipped.
     *
     * @return whether it fitted
     */
    public boolean add(T sample) {
        if (sample.length() > maxLength) {
            skipped.tooLong();
            return true;
        }
        if (join(sample)) {
            return true;
        }
        if (filled.size() == rows) {
            return false;
        }
        filled.add(new ArrayList<>(List.of(sample)));
        lastLength = sample.length();
        return true;
    }

    /**
     * Adds a sample to the last row.
     *
     * @return whether it matches the samples of the row and fitted
     */
    public boolean join(T sample) {
        if (filled.isEmpty()) {
            return false;
        }
        List<T> last = filled.get(filled.size() - 1);
        int added = switch (filling) {
            case ONE_SAMPLE -> Integer.MAX_VALUE;
            case PACKED -> sample.length();
            case ONE_PICTURE -> sample.beginsAs(last.get(0)) ? sample.length() - sample.trunk() : Integer.MAX_VALUE;
        };
        if (added > maxLength - lastLength) {
            return false;
        }
        last.add(sample);
        lastLength += added;
        return true;
    }

    /** The rows so far. */
    public List<List<T>> rows() {
        return filled;
    }
}
