package io.github.qwenvl4j.family.qwenvl.config;

import io.github.qwenvl4j.checkpoint.ModelCost;

/** The floating-point operations of a Qwen-VL. */
record QwenVlCost(LanguageConfig language, VisionConfig vision) implements ModelCost {

    @Override
    public double prefill(long rows) {
        double weights = language.numHiddenLayers()
                * (4.0 * language.projectionSize() * language.hiddenSize()
                        + 3.0 * language.mlpSize() * language.hiddenSize());
        double attention = 2.0 * language.numHiddenLayers() * language.projectionSize() * rows * rows;
        return 2 * weights * rows + attention + 2.0 * language.vocabSize() * language.hiddenSize();
    }

    /** Patches, blocks with attention, resampler, projection: the same for every picture. */
    @Override
    public double vision(int pictureWidth, int pictureHeight) {
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
