package io.github.qwenvl4j.checkpoint;

import java.util.OptionalInt;

/**
 * The sizes of a model that every family has.
 *
 * @param hidden features of a row of the language model
 * @param layers of the language model
 * @param heads of its queries, per layer
 * @param kvHeads of its keys and values, per layer
 * @param headDim features per head
 * @param vocabulary rows of the embedding table
 * @param positions most rows of prompt and answer together
 * @param visionLayers blocks of the vision tower
 * @param imageSize side of the square that pictures become, in pixels; absent where they keep their shape
 */
public record ModelShape(
        int hidden,
        int layers,
        int heads,
        int kvHeads,
        int headDim,
        int vocabulary,
        int positions,
        int visionLayers,
        OptionalInt imageSize) {}
