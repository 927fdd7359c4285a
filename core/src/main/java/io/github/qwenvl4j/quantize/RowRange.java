package io.github.qwenvl4j.quantize;

import io.github.qwenvl4j.tensor.Scopes;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Tensor;

/** Rows {@code [start, start + count)} of a matrix that is worked on part by part. */
public record RowRange(long start, long count) {

    private static final long SMALL = 1 << 22; // elements: intermediates of 16 MB in float32

    /** Runs {@code body} for every part of at most {@code step} rows, each in a scope of its own. */
    public static void over(long rows, long step, Consumer<RowRange> body) {
        for (long start = 0; start < rows; start += step) {
            RowRange range = new RowRange(start, Math.min(step, rows - start));
            Scopes.run(() -> body.accept(range));
        }
    }

    /** Rows of {@code columns} elements to take at a time when intermediates are to stay small; a multiple of 64. */
    public static long small(long columns) {
        return Math.max(1, SMALL / columns / Int4Layout.BLOCK) * Int4Layout.BLOCK;
    }

    /** These rows of {@code x}: a view. */
    public Tensor of(Tensor x) {
        return x.narrow(0, start, count);
    }
}
