package io.github.qwenvl4j;

import java.util.Arrays;

/**
 * What a model makes of each row of a prompt, behind its last block and the final norm: what the logits are computed from.
 *
 * @param values row by row: {@code [rows, size]}
 * @param rows tokens of the prompt, those of its pictures included
 * @param size numbers of a row
 */
public record HiddenStates(float[] values, int rows, int size) {

    public HiddenStates {
        if (values.length != (long) rows * size) {
            throw new IllegalArgumentException(
                    values.length + " numbers are not " + rows + " rows of " + size + " numbers");
        }
    }

    /** A copy of a row, from 0; the last one is what the first token of the answer is chosen from. */
    public float[] row(int index) {
        if (index < 0 || index >= rows) {
            throw new QwenVlException("there is no row " + index + ": the prompt has " + rows + " rows, from 0");
        }
        return Arrays.copyOfRange(values, index * size, (index + 1) * size);
    }
}
