package io.github.qwenvl4j.attention;

import io.github.qwenvl4j.tensor.NativeDecoder;
import io.github.qwenvl4j.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * New rows of several independent sequences, each with its own key-value cache: prompt chunks, single decoded tokens,
 * or a mixture of both. Used by one thread for one step.
 */
public final class CachedSequences implements Sequences {

    private static final int MANY = 64; // rows of all sequences, from which on products are no longer limited by memory

    /**
     * The next rows of one sequence.
     *
     * @param cache the keys and values of the earlier rows; must not appear twice in a step
     * @param rows number of new rows
     */
    public record Segment(KvCache cache, int rows) {}

    private final List<Segment> segments;
    private final List<Optional<Tensor>> masks;
    private final long rows;

    /** Must be created within the scope of the step. */
    public CachedSequences(List<Segment> segments) {
        this.segments = List.copyOf(segments);
        this.rows = segments.stream().mapToLong(Segment::rows).sum();
        this.masks = segments.stream().map(s -> s.cache.mask(s.rows)).toList();
        segments.forEach(s -> s.cache.reserve(s.rows));
    }

    @Override
    public long rows() {
        return rows;
    }

    @Override
    public long[] indices() {
        long[] indices = new long[Math.toIntExact(rows)];
        int row = 0;
        for (Segment segment : segments) {
            for (int i = 0; i < segment.rows; i++) {
                indices[row++] = segment.cache.length() + i;
            }
        }
        return indices;
    }

    @Override
    public Tensor attend(int layer, Tensor q, Tensor k, Tensor v) {
        List<Tensor> outputs = new ArrayList<>();
        long start = 0;
        for (int i = 0; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            segment.cache.write(layer, k.narrow(0, start, segment.rows), v.narrow(0, start, segment.rows));
            Tensor rows = Tensors.to(q.narrow(0, start, segment.rows), segment.cache.dtype());
            outputs.add(segment.cache.attend(layer, rows, masks.get(i)));
            start += segment.rows;
        }
        return Tensors.cat(outputs, 0); // [R, H, d]
    }

    /** Whether native code attends to all of them, few rows of each; then there are {@link #nativeRows}. */
    public boolean few() {
        return rows <= MANY && segments.stream().allMatch(s -> s.cache.attendsItself(s.rows));
    }

    /** The rows as native code takes them. */
    public List<NativeDecoder.Rows> nativeRows() {
        return segments.stream()
                .map(s -> new NativeDecoder.Rows(s.rows, s.cache.length(), s.cache.capacity(), s.cache.addresses()))
                .toList();
    }

    /** Advances every cache by the rows of this step, after all layers have computed them. */
    public void advance() {
        segments.forEach(s -> s.cache.advance(s.rows));
    }
}
