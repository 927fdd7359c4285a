package io.github.qwenvl4j.torch;

import org.bytedeco.pytorch.Tensor;

/**
 * What queries attend to, in what attention computes in.
 *
 * @param keys {@code [G, T, d]} or, of several sequences, {@code [B, G, T, d]}
 * @param values like the keys
 */
record KeysAndValues(Tensor keys, Tensor values) {

    /** Of one sequence as of a batch of one. */
    KeysAndValues ofOne() {
        return new KeysAndValues(keys.unsqueeze(0), values.unsqueeze(0));
    }

    /** Of heads of keys and, behind them, as many of values: {@code [.., 2 G, T, d]}. */
    static KeysAndValues of(Tensor both) {
        int heads = Math.toIntExact(both.dim()) - 3;
        long count = both.size(heads) / 2;
        return new KeysAndValues(both.narrow(heads, 0, count), both.narrow(heads, count, count));
    }
}
