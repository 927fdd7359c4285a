package io.github.qwenvl4j.language;

import io.github.qwenvl4j.nn.Attention;
import io.github.qwenvl4j.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * New rows of several independent sequences, each with a cache of what came before: a prompt chunk, one decoded token, or
 * a mixture of both. Used for one step by one thread.
 */
public final class CachedSequences implements Sequences {

    /**
     * The next rows of one sequence.
     *
     * @param cache what came before; must not appear twice in a step
     * @param rows how many
     * @param ntkAlpha in force for the sequence
     */
    public record Segment(KvCache cache, int rows, double ntkAlpha) {}

    private final List<Segment> segments;
    private final long rows;

    public CachedSequences(List<Segment> segments) {
        this.segments = List.copyOf(segments);
        this.rows = segments.stream().mapToLong(Segment::rows).sum();
        segments.forEach(s -> s.cache.reserve(s.rows));
    }

    @Override
    public long rows() {
        return rows;
    }

    @Override
    public Positions positions(RotaryEmbedding rotary) {
        long[] positions = new long[Math.toIntExact(rows)];
        double[] alphas = new double[positions.length];
        int row = 0;
        for (Segment segment : segments) {
            Arrays.fill(alphas, row, row + segment.rows, segment.ntkAlpha);
            for (int i = 0; i < segment.rows; i++) {
                positions[row++] = segment.cache.length() + i;
            }
        }
        return rotary.inInference(positions, alphas);
    }

    @Override
    public Tensor attend(int layer, Tensor q, Tensor k, Tensor v) {
        List<Tensor> outputs = new ArrayList<>();
        long start = 0;
        for (Segment segment : segments) {
            segment.cache.write(layer, k.narrow(0, start, segment.rows), v.narrow(0, start, segment.rows));
            outputs.add(attend(layer, segment, q.narrow(0, start, segment.rows)));
            start += segment.rows;
        }
        return Tensors.cat(outputs, 0); // [R, H, d]
    }

    private static Tensor attend(int layer, Segment segment, Tensor rows) {
        int past = segment.cache.length();
        long total = past + segment.rows;
        Tensor q = rows.transpose(0, 1).unsqueeze(0); // [1, H, n, d]
        Tensor k = segment.cache.keys(layer, total);
        Tensor v = segment.cache.values(layer, total);
        Tensor out; // [1, H, n, d]
        if (segment.rows == 1) {
            out = Attention.full(q, k, v);
        } else if (past == 0) {
            out = Attention.causal(q, k, v);
        } else {
            out = Attention.masked(q, k, v, causalAfter(past, segment.rows, q));
        }
        return out.squeeze(0).transpose(0, 1);
    }

    /** Row i of {@code [rows, past + rows]} is true up to {@code past + i}; on the device of {@code like}. */
    private static Tensor causalAfter(long past, long rows, Tensor like) {
        return torch.ones(new long[] {rows, past + rows}, like.options())
                .tril(past)
                .gt(new Scalar(0));
    }

    /** Counts the rows of this step in every cache, once all layers have computed them. */
    void advance() {
        segments.forEach(s -> s.cache.advance(s.rows));
    }
}
