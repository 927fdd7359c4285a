package io.github.qwenvl4j.weights;

import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.nn.Table;

/**
 * Layers of numbers that are not the checkpoint's, in the floating type that the checkpoint's layers compute in. Copies the
 * numbers; owns its copies until closed.
 */
public interface AddedLayers extends AutoCloseable {

    /**
     * A linear layer without bias.
     *
     * @param weight {@code [out, in]} of a floating type
     * @param factor of all numbers
     */
    Linear linear(Block weight, double factor);

    /** @param values {@code [rows, columns]} of a floating type */
    Table table(Block values);

    @Override
    void close();
}
