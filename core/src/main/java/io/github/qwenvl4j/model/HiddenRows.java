package io.github.qwenvl4j.model;

/** Is told the hidden states of a prompt's rows as they are computed, on the thread that computes. */
@FunctionalInterface
public interface HiddenRows {

    /**
     * @param first number of the first row
     * @param values {@code [rows][hidden size]} behind the final norm
     */
    void take(int first, float[] values);
}
