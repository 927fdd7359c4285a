package io.github.qwenvl4j.train.merge;

import io.github.qwenvl4j.checkpoint.QuantizationConfig.Gptq;

/**
 * A linear layer in the layout of GPTQ's files.
 *
 * @param qweight {@code [inputs / 8, outputs]}
 * @param qzeros {@code [groups, outputs / 8]}
 * @param scales {@code [groups, outputs]}
 */
record Int4Layer(int[] qweight, int[] qzeros, float[] scales) {

    private static final int EACH = 8;
    private static final int BITS = 4;

    static Int4Layer of(Int4Rounding.Rounded rounded, int inputs, Gptq.Format format) {
        int outputs = rounded.levels().length / inputs;
        int[] qweight = new int[inputs / EACH * outputs];
        for (int output = 0; output < outputs; output++) {
            for (int input = 0; input < inputs; input++) {
                int level = rounded.levels()[output * inputs + input];
                qweight[input / EACH * outputs + output] |= level << BITS * (input % EACH);
            }
        }
        int less = format == Gptq.Format.GPTQ ? 1 : 0; // that file has zero points less one
        int[] qzeros = new int[rounded.zeros().length / EACH];
        for (int i = 0; i < rounded.zeros().length; i++) {
            qzeros[i / EACH] |= rounded.zeros()[i] - less << BITS * (i % EACH);
        }
        return new Int4Layer(qweight, qzeros, rounded.scales());
    }
}
