package io.github.qwenvl4j.train.data;

import io.github.qwenvl4j.train.sample.SkippedData;

/**
 * What batches of a stage have in common.
 *
 * @param rows sequences (or pictures) of a batch
 * @param maxLength longest sequence in ids
 * @param filling which samples share a sequence
 * @param seed of data and order
 */
public record BatchPlan(int rows, int maxLength, Filling filling, long seed) {

    RowPacker packer(SkippedData skipped) {
        return new RowPacker(rows, maxLength, filling, skipped);
    }
}
