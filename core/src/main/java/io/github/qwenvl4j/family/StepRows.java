package io.github.qwenvl4j.family;

import io.github.qwenvl4j.attention.CachedSequences;
import io.github.qwenvl4j.attention.KvCache;
import io.github.qwenvl4j.model.Chunk;
import io.github.qwenvl4j.nn.AdapterLayers;
import io.github.qwenvl4j.nn.RowAdapters;
import io.github.qwenvl4j.tensor.Backend;
import io.github.qwenvl4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** The rows of one step, as every family with a {@link KvCache} takes them from chunks. */
public final class StepRows {

    private StepRows() {}

    /** How many rows all chunks have. */
    public static int count(List<Chunk> chunks) {
        int rows = 0;
        for (Chunk chunk : chunks) {
            rows += chunk.rows();
        }
        return rows;
    }

    /** Has the chunks' sessions remember their rows, which the caches hold now. */
    public static void remember(List<Chunk> chunks) {
        for (Chunk chunk : chunks) {
            chunk.session().remember(chunk.keys());
        }
    }

    /** The ids of all chunks' rows, in order. */
    public static int[] ids(List<Chunk> chunks) {
        int[] ids = new int[count(chunks)];
        int row = 0;
        for (Chunk chunk : chunks) {
            System.arraycopy(chunk.ids(), 0, ids, row, chunk.rows());
            row += chunk.rows();
        }
        return ids;
    }

    /** The chunks as sequences with caches. Must be created within the scope of the step. */
    public static CachedSequences sequences(Backend backend, List<Chunk> chunks) {
        List<CachedSequences.Segment> segments = new ArrayList<>();
        for (Chunk chunk : chunks) {
            segments.add(new CachedSequences.Segment((KvCache) chunk.session().cache(), chunk.rows()));
        }
        return new CachedSequences(backend, segments);
    }

    /** The adapters of all rows. */
    public static RowAdapters adapters(List<Chunk> chunks) {
        return adapters(chunks, Chunk::rows);
    }

    /** The adapters of the rows behind which logits are wanted. */
    public static RowAdapters wantedAdapters(List<Chunk> chunks) {
        return adapters(chunks, Chunk::wanted);
    }

    private static RowAdapters adapters(List<Chunk> chunks, ToIntFunction<Chunk> rows) {
        List<RowAdapters.Run> runs = new ArrayList<>();
        int start = 0;
        for (Chunk chunk : chunks) {
            int count = rows.applyAsInt(chunk);
            if (chunk.adapter().isPresent() && count > 0) {
                AdapterLayers layers = (AdapterLayers) chunk.adapter().get();
                runs.add(new RowAdapters.Run(start, count, layers));
            }
            start += count;
        }
        return RowAdapters.of(runs);
    }

    /** Gives the hidden states {@code [R, D]} of all rows to the chunks that want theirs, whose sessions remember them already. */
    public static void tellHidden(List<Chunk> chunks, Tensor hidden) {
        int row = 0;
        for (Chunk chunk : chunks) {
            if (chunk.hidden().isPresent()) {
                int first = chunk.session().length() - chunk.rows();
                float[] states = hidden.narrow(0, row, chunk.rows()).toFloats();
                chunk.hidden().get().take(first, states);
            }
            row += chunk.rows();
        }
    }

    /** Rows of logits {@code [wanted, V]} as arrays of the first {@code vocabulary} numbers. */
    public static float[][] logits(Tensor logits, int vocabulary) {
        return logits.narrow(1, 0, vocabulary).toRows();
    }
}
