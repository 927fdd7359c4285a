package io.github.qwenvl4j.train.data;

import java.util.OptionalLong;

/** The share of a process in a sequence of batches. */
record SharedBatches<T>(BatchSource<T> all, Share share) implements BatchSource<T> {

    @Override
    public T batch(long index) {
        return all.batch(share.ofAll(index));
    }

    @Override
    public OptionalLong epoch() {
        return all.epoch();
    }

    @Override
    public void close() {
        all.close();
    }
}
