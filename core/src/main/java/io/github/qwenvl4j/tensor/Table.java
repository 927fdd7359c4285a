package io.github.qwenvl4j.tensor;

/** An embedding table, in the type in which it is stored. Belongs to the owner of the weights. */
public interface Table {

    /** Some rows, float32. */
    Tensor rows(int... ids);
}
