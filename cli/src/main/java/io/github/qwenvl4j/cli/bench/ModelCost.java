package io.github.qwenvl4j.cli.bench;

import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.checkpoint.ExpectedTensors;
import io.github.qwenvl4j.checkpoint.LanguageConfig;
import io.github.qwenvl4j.checkpoint.QuantizationConfig.Packed;
import io.github.qwenvl4j.checkpoint.QwenVlConfig;
import io.github.qwenvl4j.checkpoint.VisionConfig;
import io.github.qwenvl4j.weights.WeightFormat;

/** What a model has to read and to compute at the least. */
record ModelCost(QwenVlConfig config, Precision precision) {

    private static final double INT4_BYTES = 0.5 + 2.0 * Short.BYTES / Packed.GROUP; // with scale and zero

    /** Bytes of weights that one decoded token reads: the blocks and lm_head. */
    double bytesPerToken() {
        double[] bytes = {0};
        ExpectedTensors.of(config.withoutQuantization()).shapes().forEach((name, shape) -> {
            boolean block = name.startsWith("transformer.h.") || name.startsWith("lm_head.");
            if (block && shape.size() == 2) {
                bytes[0] += shape.get(0) * shape.get(1) * bytesPerWeight(name, shape.get(0), shape.get(1));
            }
        });
        return bytes[0];
    }

    private double bytesPerWeight(String name, long outputs, long inputs) {
        return WeightFormat.packing(precision)
                .map(packing -> packing.form(name, outputs, inputs) == Packed.Form.INT4 ? INT4_BYTES : 1.0)
                .orElse(precision == Precision.FLOAT32 ? 4.0 : 2.0);
    }

    /** Floating point operations of a prompt of {@code rows} ids: blocks, attention of each row to those before, one logit row. */
    double prefillOperations(long rows) {
        LanguageConfig language = config.language();
        double weights = language.numHiddenLayers()
                * (4.0 * language.projectionSize() * language.hiddenSize()
                        + 3.0 * language.mlpSize() * language.hiddenSize());
        double attention = 2.0 * language.numHiddenLayers() * language.projectionSize() * rows * rows;
        return 2 * weights * rows + attention + 2.0 * language.vocabSize() * language.hiddenSize();
    }

    /** Floating point operations of one picture: patches, blocks with attention, resampler, projection. */
    double visionOperations() {
        VisionConfig vision = config.vision();
        double patches = vision.patches();
        double width = vision.width();
        double blocks = vision.layers()
                * (patches * (8 * width * width + 4 * width * vision.mlpSize()) + 4 * patches * patches * width);
        double output = vision.outputDim();
        double queries = vision.nQueries();
        double resampler = 2 * patches * width * output
                + 4 * patches * output * output
                + 6 * queries * output * output
                + 4 * queries * patches * output;
        double embedding = 2 * patches * width * 3 * vision.patchSize() * vision.patchSize();
        return blocks + resampler + embedding;
    }
}
