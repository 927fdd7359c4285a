package io.github.qwenvl4j.nn;

import java.util.Optional;

/** What an adapter changes, by the full names of modules ({@code transformer.h.0.attn.c_attn}). Thread-safe. */
public interface AdapterLayers {

    /** What is added to a linear layer's outputs. */
    Optional<LowRank> change(String module);

    /** What takes the place of a linear layer; of none here. */
    default Optional<Linear> linear(String module) {
        return Optional.empty();
    }

    /** What takes the place of a table; of none here. */
    default Optional<Table> table(String module) {
        return Optional.empty();
    }
}
