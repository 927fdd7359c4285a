package io.github.qwenvl4j.family;

import io.github.qwenvl4j.attention.CachedSequences;
import io.github.qwenvl4j.attention.KvCache;
import io.github.qwenvl4j.model.Chunk;
import io.github.qwenvl4j.nn.AdapterLayers;
import io.github.qwenvl4j.nn.RowAdapters;
import io.github.qwenvl4j.tensor.Backend;
import io.github.qwenvl4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;

/** The rows of one step, as every family with a {@link KvCache} takes them from chunks. */
public final class StepRows {

    private StepRows() {}

    /** The ids of all chunks' rows, in order. */
    public static int[] ids(List<Chunk> chunks) {
        return chunks.stream().flatMapToInt(chunk -> Arrays.stream(chunk.ids())).toArray();
    }

    /** The chunks as sequences with caches. Must be created within the scope of the step. */
    public static CachedSequences sequences(Backend backend, List<Chunk> chunks) {
        return new CachedSequences(
                backend,
                chunks.stream()
                        .map(chunk -> new CachedSequences.Segment(
                                (KvCache) chunk.session().cache(), chunk.rows()))
                        .toList());
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
            int from = row;
            int first = chunk.session().length() - chunk.rows();
            chunk.hidden()
                    .ifPresent(rows -> rows.take(
                            first, hidden.narrow(0, from, chunk.rows()).toFloats()));
            row += chunk.rows();
        }
    }

    /** Rows of logits {@code [wanted, V]} as arrays of the first {@code vocabulary} numbers. */
    public static float[][] logits(Tensor logits, int vocabulary) {
        float[][] rows = new float[Math.toIntExact(logits.size(0))][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = logits.narrow(0, i, 1).narrow(1, 0, vocabulary).toFloats();
        }
        return rows;
    }
}
