package io.github.qwenvl4j.evaluate.scoring;

import io.github.qwenvl4j.evaluate.metric.GroundedBox;

/** A box in a picture of that size, in pixels. */
public record PlaceReference(GroundedBox box, int width, int height) {}
