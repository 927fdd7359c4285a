package io.github.qwenvl4j.family.qwen3vl;

import io.github.qwenvl4j.checkpoint.ModelCost;

/** The floating-point operations of a Qwen3-VL. */
record Qwen3VlCost(TextConfig text, TowerConfig vision) implements ModelCost {

    @Override
    public double prefill(long rows) {
        double hidden = text.hiddenSize();
        double queries = (double) text.numHeads() * text.headDim();
        double keys = (double) text.numKeyValueHeads() * text.headDim();
        double weights = text.numLayers() * (2 * hidden * (queries + keys) + 3.0 * hidden * text.intermediateSize());
        double attention = 2.0 * text.numLayers() * queries * rows * rows;
        return 2 * weights * rows + attention + 2.0 * text.vocabSize() * hidden;
    }

    @Override
    public double vision(int pictureWidth, int pictureHeight) {
        double rows = PixelLimits.standard(vision)
                .size(pictureHeight, pictureWidth, vision)
                .rows(vision);
        double patches = rows * vision.merged();
        double width = vision.hiddenSize();
        double joined = vision.merged() * width;
        double blocks = vision.depth()
                * (patches * (8 * width * width + 4 * width * vision.intermediateSize())
                        + 4 * patches * patches * width);
        double mergers = (1 + vision.levels()) * 2 * rows * joined * (joined + vision.outHiddenSize());
        return blocks + mergers + 2 * patches * width * vision.patchValues();
    }
}
