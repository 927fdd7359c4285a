/**
 * Converts text and image references to token ids and back. Does not depend on tensors, does not open images and does
 * not format dialogues.
 *
 * <p>{@link io.github.qwenvl4j.tokenizer.QwenTokenizer} encodes and decodes. {@link
 * io.github.qwenvl4j.tokenizer.Segment}s separate user text from text of the program, so that user text can neither
 * open an image nor end a turn.
 */
package io.github.qwenvl4j.tokenizer;
