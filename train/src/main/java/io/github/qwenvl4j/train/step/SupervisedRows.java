package io.github.qwenvl4j.train.step;

import io.github.qwenvl4j.train.data.TokenBatch;
import java.util.Arrays;

/**
 * The rows whose next token has a label; only these need logits.
 *
 * @param rows indices into {@code B * T} hidden states
 * @param targets the next token of each
 */
record SupervisedRows(long[] rows, long[] targets) {

    static SupervisedRows of(TokenBatch batch) {
        long[] rows = new long[batch.labels().length];
        long[] targets = new long[rows.length];
        int count = 0;
        for (int i = 0; i < rows.length; i++) {
            boolean last = i % batch.length() == batch.length() - 1;
            if (!last && batch.labels()[i + 1] != TokenBatch.IGNORED) {
                rows[count] = i;
                targets[count++] = batch.labels()[i + 1];
            }
        }
        return new SupervisedRows(Arrays.copyOf(rows, count), Arrays.copyOf(targets, count));
    }
}
