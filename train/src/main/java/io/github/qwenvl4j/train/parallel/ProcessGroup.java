package io.github.qwenvl4j.train.parallel;

import io.github.qwenvl4j.QwenVlException;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * The processes that train one model together. Each has its share of the batches of every update, and the same parameters. All
 * processes must call the same operations in the same order. Not thread-safe.
 */
public sealed interface ProcessGroup extends AutoCloseable permits SingleProcess, GlooGroup {

    /** This process, counted from 0. */
    int rank();

    int size();

    /** Whether this process writes the files of the run. */
    default boolean isFirst() {
        return rank() == 0;
    }

    /** What the first process has joined with. */
    String settings();

    /** Replaces the values of a tensor by their sums over all processes, the same in each. */
    void sum(Tensor tensor);

    /** Replaces the values of a tensor by those of the first process. */
    void copyFirst(Tensor tensor);

    /** @throws QwenVlException if another process has ended before the work was done */
    void requireAll();

    /** Tells the others why this process ends before the work is done. */
    void fail(String reason);

    /** Leaves the group. */
    @Override
    void close();

    /** Sums of numbers over all processes. */
    default double[] sums(double... values) {
        double[] sums = values.clone();
        try (PointerScope scope = new PointerScope()) {
            Tensor tensor = Tensor.create(values);
            sum(tensor);
            tensor.data_ptr_double().get(sums);
            return sums;
        }
    }

    /** Whether any process says yes. */
    default boolean any(boolean own) {
        return sums(own ? 1 : 0)[0] > 0;
    }
}
