package io.github.qwenvl4j.nn;

import java.util.ArrayList;
import java.util.List;

/**
 * Which rows are computed through which adapter. Rows that none names are the base model's.
 *
 * @param runs in order, without overlap
 */
public record RowAdapters(List<Run> runs) {

    /** All rows are the base model's. */
    public static final RowAdapters NONE = new RowAdapters(List.of());

    /**
     * Rows of one adapter that follow each other.
     *
     * @param start the first one
     * @param rows how many; those beyond the last row do not count
     */
    public record Run(int start, int rows, AdapterLayers layers) {

        /** How many there are among so many rows. */
        public long of(long all) {
            return Math.min(rows, all - start);
        }
    }

    public RowAdapters {
        runs = List.copyOf(runs);
    }

    /** Every row, however many there are. */
    public static RowAdapters all(AdapterLayers layers) {
        return new RowAdapters(List.of(new Run(0, Integer.MAX_VALUE, layers)));
    }

    /** Joins runs of one adapter that follow each other. */
    public static RowAdapters of(List<Run> runs) {
        List<Run> joined = new ArrayList<>();
        for (Run run : runs) {
            Run last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (last != null && last.layers == run.layers && last.start + last.rows == run.start) {
                joined.set(joined.size() - 1, new Run(last.start, last.rows + run.rows, run.layers));
            } else {
                joined.add(run);
            }
        }
        return joined.isEmpty() ? NONE : new RowAdapters(joined);
    }

    public boolean isEmpty() {
        return runs.isEmpty();
    }
}
