package io.github.qwenvl4j.nn;

import io.github.qwenvl4j.tensor.Tensor;

/** A large table, in the type in which it is stored. Belongs to the owner of the weights. */
public interface Table {

    /** Some rows, float32. */
    Tensor rows(int... ids);

    /** Some rows, of which those of the adapters that bring a table of their own come from there. */
    default Tensor rows(int[] ids, RowAdapters adapters) {
        return rows(ids);
    }
}
