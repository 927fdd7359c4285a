package io.github.qwenvl4j.evaluate.own;

import io.github.qwenvl4j.evaluate.metric.GroundedBox;
import java.util.List;
import java.util.Optional;

/**
 * What was answered.
 *
 * @param boxes in pixels of the first picture
 * @param failure why there is no answer
 */
public record OwnAnswer(String text, List<GroundedBox> boxes, Optional<String> failure) {}
