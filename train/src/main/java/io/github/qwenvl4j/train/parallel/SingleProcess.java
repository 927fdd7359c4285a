package io.github.qwenvl4j.train.parallel;

import org.bytedeco.pytorch.Tensor;

/** A process that trains alone. */
record SingleProcess(String settings) implements ProcessGroup {

    @Override
    public int rank() {
        return 0;
    }

    @Override
    public int size() {
        return 1;
    }

    @Override
    public void sum(Tensor tensor) {
        // its own values are the sums
    }

    @Override
    public void copyFirst(Tensor tensor) {
        // it is the first
    }

    @Override
    public void requireAll() {
        // nobody else can end
    }

    @Override
    public void fail(String reason) {
        // nobody waits for it
    }

    @Override
    public void close() {
        // nothing is open
    }
}
