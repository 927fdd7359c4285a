package io.github.qwenvl4j.evaluate.scoring;

import io.github.qwenvl4j.evaluate.metric.YesNo;

/** A yes-or-no question about a picture. */
public record PairReference(String subtask, String picture, YesNo right) {}
