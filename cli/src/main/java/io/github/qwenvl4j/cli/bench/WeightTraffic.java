package io.github.qwenvl4j.cli.bench;

import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.checkpoint.ModelConfig;
import io.github.qwenvl4j.checkpoint.QuantizationConfig.Packed;
import io.github.qwenvl4j.weights.WeightFormat;

/** What a model has to read for a token at the least. */
record WeightTraffic(ModelConfig config, Precision precision) {

    /** Bytes of weights that one decoded token reads: the blocks and the output layer, which is as large as the table. */
    double read() {
        long hidden = config.shape().hidden();
        long vocabulary = config.shape().vocabulary();
        double[] bytes = {vocabulary * hidden * bytesPerWeight(false, vocabulary, hidden)};
        config.withoutQuantization().tensors().shapes().forEach((name, shape) -> {
            if (name.startsWith(config.blocks()) && shape.size() == 2) {
                bytes[0] += shape.get(0) * shape.get(1) * bytesPerWeight(true, shape.get(0), shape.get(1));
            }
        });
        return bytes[0];
    }

    private double bytesPerWeight(boolean block, long outputs, long inputs) {
        return WeightFormat.packing(precision, config)
                .map(packing -> packing.form(block, outputs, inputs) == Packed.Form.INT4 ? int4Bytes(packing) : 1.0)
                .orElse(precision == Precision.FLOAT32 ? 4.0 : 2.0);
    }

    /** With scale and zero. */
    private static double int4Bytes(Packed packing) {
        return 0.5 + 2.0 * Short.BYTES / packing.group();
    }
}
