/**
 * Scores of answers, in plain Java: no model, no files, no other library. Each metric counts in a {@linkplain
 * io.github.qwenvl4j.evaluate.metric.Mode mode}: exactly as the published programs, or by a cleaned-up rule.
 */
package io.github.qwenvl4j.evaluate.metric;
