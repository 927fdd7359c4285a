/**
 * Text and image references to token ids and back. Knows no tensors and opens no image.
 *
 * <p>{@link io.github.qwenvl4j.tokenizer.QwenTokenizer} encodes and decodes;
 * {@link io.github.qwenvl4j.tokenizer.ChatMl} lays out a conversation, {@link io.github.qwenvl4j.tokenizer.ListFormat}
 * the elements of one message. What a person typed and what the program put there are told apart by
 * {@link io.github.qwenvl4j.tokenizer.Segment}s, so that typed text never opens an image or ends a turn.
 */
package io.github.qwenvl4j.tokenizer;
