/**
 * The one home of dialogue layout: who said what ({@link io.github.qwenvl4j.prompt.Dialogue}), and how a model is told of
 * it ({@link io.github.qwenvl4j.prompt.PromptTemplate}). Nothing else builds a prompt, for asking or for training.
 *
 * <p>Knows no tensors and reads no picture.
 */
package io.github.qwenvl4j.prompt;
