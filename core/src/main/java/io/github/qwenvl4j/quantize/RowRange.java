package io.github.qwenvl4j.quantize;

import io.github.qwenvl4j.tensor.Scopes;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Tensor;

/** Rows {@code [start, start + count)} of a matrix that is processed in parts. */
public record RowRange(long start, long count) {

    private static final long SMALL = 1 << 22; // elements: intermediates of 16 MB in float32

    /** Runs {@code body} for every part of at most {@code step} rows, each in its own scope. */
    public static void over(long rows, long step, Consumer<RowRange> body) {
        for (long start = 0; start < rows; start += step) {
            RowRange range = new RowRange(start, Math.min(step, rows - start));
            Scopes.run(() -> body.accept(range));
        }
    }

    /**
     * Number of rows of {@code columns} elements to process at a time to keep intermediates small; a multiple of 64.
     */
    public static long small(long columns) {
        return Math.max(1, SMALL / columns / Int4Layout.BLOCK) * Int4Layout.BLOCK;
    }

    /** These rows of {@code x}: a view. */
    public Tensor of(Tensor x) {
        return x.narrow(0, start, count);
    }
}
