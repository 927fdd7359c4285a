package io.github.qwenvl4j.family;

import io.github.qwenvl4j.attention.CachedSequences;
import io.github.qwenvl4j.attention.KvCache;
import io.github.qwenvl4j.model.Chunk;
import io.github.qwenvl4j.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** The rows of one step, as every family with a {@link KvCache} takes them from chunks. */
public final class StepRows {

    private StepRows() {}

    /** The ids of all chunks' rows, in order. */
    public static int[] ids(List<Chunk> chunks) {
        return chunks.stream().flatMapToInt(chunk -> Arrays.stream(chunk.ids())).toArray();
    }

    /** The chunks as sequences with caches. Must be created within the scope of the step. */
    public static CachedSequences sequences(List<Chunk> chunks) {
        return new CachedSequences(chunks.stream()
                .map(chunk ->
                        new CachedSequences.Segment((KvCache) chunk.session().cache(), chunk.rows()))
                .toList());
    }

    /** Rows of logits {@code [wanted, V]} float32 as arrays of the first {@code vocabulary} numbers. */
    public static float[][] logits(Tensor logits, int vocabulary) {
        float[][] rows = new float[Math.toIntExact(logits.size(0))][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Tensors.toFloats(logits.select(0, i).narrow(0, 0, vocabulary));
        }
        return rows;
    }
}
