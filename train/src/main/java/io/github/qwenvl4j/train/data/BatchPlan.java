package io.github.qwenvl4j.train.data;

import io.github.qwenvl4j.train.sample.SkippedData;

/**
 * The common properties of the batches of a stage.
 *
 * @param rows sequences (or pictures) per batch
 * @param maxLength maximum length of a sequence in ids
 * @param filling which samples share a sequence
 * @param seed of data and order
 */
public record BatchPlan(int rows, int maxLength, Filling filling, long seed) {

    <T extends Packable> RowPacker<T> packer(SkippedData skipped) {
        return new RowPacker<>(rows, maxLength, filling, skipped);
    }
}
