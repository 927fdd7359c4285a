package io.github.qwenvl4j.train.data;

import io.github.qwenvl4j.QwenVlException;

/**
 * The batches of every update that one of several processes computes: every {@code processes}-th.
 *
 * @param process counted from 0
 * @param accumulation batches per update, of all processes together
 */
public record Share(int process, int processes, int accumulation) {

    public Share {
        if (accumulation < processes) {
            throw new QwenVlException("an update has " + accumulation + (accumulation == 1 ? " batch" : " batches")
                    + ", too few for " + processes + " processes: raise --accumulation");
        }
    }

    /** The number of batches of this process per update. */
    public int perUpdate() {
        return (accumulation - process + processes - 1) / processes;
    }

    /** @param index of a batch of this process; its index among the batches of all */
    public long ofAll(long index) {
        return index / perUpdate() * accumulation + process + index % perUpdate() * processes;
    }

    /** The batches of this process alone. */
    public <T> BatchSource<T> of(BatchSource<T> all) {
        return processes == 1 ? all : new SharedBatches<>(all, this);
    }
}
