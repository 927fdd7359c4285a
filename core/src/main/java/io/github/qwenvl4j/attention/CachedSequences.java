package io.github.qwenvl4j.attention;

import io.github.qwenvl4j.tensor.Backend;
import io.github.qwenvl4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * New rows of several independent sequences, each with its own key-value cache: prompt chunks, single decoded tokens,
 * or a mixture of both. Used by one thread for one step.
 */
public final class CachedSequences implements Sequences {

    /**
     * The next rows of one sequence.
     *
     * @param cache the keys and values of the earlier rows; must not appear twice in a step
     * @param rows number of new rows
     */
    public record Segment(KvCache cache, int rows) {}

    private final Backend backend;
    private final List<Segment> segments;
    private final long rows;

    public CachedSequences(Backend backend, List<Segment> segments) {
        this.backend = backend;
        this.segments = List.copyOf(segments);
        long all = 0;
        for (Segment segment : segments) {
            all += segment.rows;
            segment.cache.reserve(segment.rows);
        }
        this.rows = all;
    }

    public List<Segment> segments() {
        return segments;
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
        for (Segment segment : segments) {
            int count = segment.rows;
            outputs.add(segment.cache
                    .layer(layer)
                    .attend(
                            q.narrow(0, start, count),
                            k.narrow(0, start, count),
                            v.narrow(0, start, count),
                            segment.cache.length()));
            start += count;
        }
        return backend.concatenate(outputs); // [R, H, d]
    }

    /** Advances every cache by the rows of this step, after all layers have computed them. */
    public void advance() {
        for (Segment segment : segments) {
            segment.cache.advance(segment.rows);
        }
    }
}
