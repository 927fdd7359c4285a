package io.github.qwenvl4j.family;

import io.github.qwenvl4j.attention.CachedSequences;
import io.github.qwenvl4j.attention.KvCache;
import io.github.qwenvl4j.model.Chunk;
import io.github.qwenvl4j.tensor.Backend;
import io.github.qwenvl4j.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

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

    /** Rows of logits {@code [wanted, V]} as arrays of the first {@code vocabulary} numbers. */
    public static float[][] logits(Tensor logits, int vocabulary) {
        float[][] rows = new float[Math.toIntExact(logits.size(0))][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = logits.narrow(0, i, 1).narrow(1, 0, vocabulary).toFloats();
        }
        return rows;
    }
}
