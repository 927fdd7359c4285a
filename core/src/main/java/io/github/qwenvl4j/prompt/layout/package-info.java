/**
 * The one home of dialogue layout: how a model is told a {@link io.github.qwenvl4j.prompt.Dialogue} ({@link
 * io.github.qwenvl4j.prompt.layout.PromptTemplate}). Nothing else builds a prompt, for asking or for training.
 *
 * <p>Knows no tensors and reads no picture. Not exported.
 */
package io.github.qwenvl4j.prompt.layout;
