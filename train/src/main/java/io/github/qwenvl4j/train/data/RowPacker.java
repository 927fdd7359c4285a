package io.github.qwenvl4j.train.data;

import java.util.ArrayList;
import java.util.List;

/** Gathers samples to the rows of a batch: one to a row, or, packed, as many as fit. One thread. */
public final class RowPacker {

    /** How rows are filled. */
    public enum Filling {
        ONE_SAMPLE,
        PACKED
    }

    private final int rows;
    private final int maxLength;
    private final Filling filling;
    private final SkippedData skipped;
    private final List<List<Tokenized>> filled = new ArrayList<>();
    private int lastLength;

    /**
     * @param rows of the batch
     * @param maxLength ids of a row at most
     */
    public RowPacker(int rows, int maxLength, Filling filling, SkippedData skipped) {
        this.rows = rows;
        this.maxLength = maxLength;
        this.filling = filling;
        this.skipped = skipped;
    }

    /**
     * Puts a sample into the last row or a new one; a sample longer than a row is counted and left out.
     *
     * @return whether there was room
     */
    public boolean add(Tokenized sample) {
        if (sample.length() > maxLength) {
            skipped.tooLong();
            return true;
        }
        if (filling == Filling.PACKED && !filled.isEmpty() && lastLength + sample.length() <= maxLength) {
            filled.get(filled.size() - 1).add(sample);
            lastLength += sample.length();
            return true;
        }
        if (filled.size() == rows) {
            return false;
        }
        filled.add(new ArrayList<>(List.of(sample)));
        lastLength = sample.length();
        return true;
    }

    /** The rows so far. */
    public List<List<Tokenized>> rows() {
        return filled;
    }
}
