package io.github.qwenvl4j.model;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The next rows of one session.
 *
 * @param session must not appear twice in a step; its length is the number of the first row
 * @param ids of the rows; those of rows that carry a picture's features are not read
 * @param at the positions of the prompt that the session is about
 * @param pictures of the whole prompt, in order
 * @param keys what each row is ({@link Prompt#keys})
 * @param wanted behind how many of the last rows the logits are wanted
 * @param adapter through which the rows are computed
 * @param hidden is told the hidden states of all rows, if somebody wants them
 */
public record Chunk(
        Session session,
        int[] ids,
        RowPositions at,
        List<PlacedFeatures> pictures,
        long[] keys,
        int wanted,
        Optional<ModelAdapter> adapter,
        Optional<HiddenRows> hidden) {

    /** Rows of the base model. */
    public Chunk(Session session, int[] ids, RowPositions at, List<PlacedFeatures> pictures, long[] keys, int wanted) {
        this(session, ids, at, pictures, keys, wanted, Optional.empty());
    }

    /** Rows whose hidden states nobody wants. */
    public Chunk(
            Session session,
            int[] ids,
            RowPositions at,
            List<PlacedFeatures> pictures,
            long[] keys,
            int wanted,
            Optional<ModelAdapter> adapter) {
        this(session, ids, at, pictures, keys, wanted, adapter, Optional.empty());
    }

    public Chunk {
        pictures = List.copyOf(pictures);
        if (ids.length != keys.length || wanted < 0 || wanted > ids.length) {
            throw new IllegalArgumentException(
                    ids.length + " rows with " + keys.length + " keys, of which " + wanted + " are wanted");
        }
    }

    public int rows() {
        return ids.length;
    }

    /** The rows of a step over {@code chunks} behind which logits are wanted. */
    public static int[] wantedRows(List<Chunk> chunks) {
        IntStream.Builder wanted = IntStream.builder();
        int end = 0;
        for (Chunk chunk : chunks) {
            end += chunk.rows();
            for (int i = chunk.wanted(); i > 0; i--) {
                wanted.add(end - i);
            }
        }
        return wanted.build().toArray();
    }
}
