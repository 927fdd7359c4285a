package io.github.qwenvl4j.nn;

import io.github.qwenvl4j.attention.Rotation;
import io.github.qwenvl4j.tensor.Backend;
import io.github.qwenvl4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Rows of sequences that lie one behind the other and do not see each other.
 *
 * @param lengths rows of each sequence
 * @param rotation of the queries and keys of all rows, where they are turned; without factors
 */
public record EncoderRows(List<Integer> lengths, Optional<Rotation> rotation) {

    public EncoderRows {
        lengths = List.copyOf(lengths);
        if (lengths.isEmpty() || Collections.min(lengths) < 1) {
            throw new IllegalArgumentException("sequences have the lengths " + lengths);
        }
        if (rotation.isPresent() && rotation.get().queryFactors().isPresent()) {
            throw new IllegalArgumentException("queries of an encoder have no factors");
        }
    }

    /** So many rows in sequences of equal length, without rotation. */
    public static EncoderRows equal(long rows, int sequences) {
        return new EncoderRows(Collections.nCopies(sequences, Math.toIntExact(rows / sequences)), Optional.empty());
    }

    /** Queries or keys {@code [R, H, d]} as they are compared. */
    Tensor turned(Tensor x) {
        return rotation.map(each -> each.keys(x)).orElse(x);
    }

    /** {@code softmax(q k^T / sqrt(d)) v} of each sequence, all {@code [R, H, d]}; sequences of equal length at once. */
    Tensor attend(Backend backend, Tensor q, Tensor k, Tensor v) {
        List<Tensor> attended = new ArrayList<>();
        long start = 0;
        for (int first = 0, end; first < lengths.size(); first = end) {
            end = endOfEqual(first);
            long rows = (long) (end - first) * lengths.get(first);
            attended.add(
                    q.narrow(0, start, rows).attend(k.narrow(0, start, rows), v.narrow(0, start, rows), end - first));
            start += rows;
        }
        return backend.concatenate(attended);
    }

    /** Behind the sequences that are as long as the first. */
    private int endOfEqual(int first) {
        int end = first;
        while (end < lengths.size() && lengths.get(end).equals(lengths.get(first))) {
            end++;
        }
        return end;
    }
}
