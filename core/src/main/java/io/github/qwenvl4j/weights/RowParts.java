package io.github.qwenvl4j.weights;

/** Goes through the rows of a large matrix in parts, so that what is computed of them stays small. */
final class RowParts {

    private static final long SMALL = 1 << 22; // numbers: 16 MB of float32
    private static final long STEP = 64; // rows that lie together in int4

    /** Some rows. */
    interface Body {
        void take(long start, long count);
    }

    private RowParts() {}

    /** Parts begin at multiples of 64. */
    static void over(long rows, long columns, Body body) {
        long each = Math.max(1, SMALL / Math.max(1, columns) / STEP) * STEP;
        for (long start = 0; start < rows; start += each) {
            body.take(start, Math.min(each, rows - start));
        }
    }
}
