/**
 * Text and image references to token ids and back. Knows no tensors, opens no image and lays out no dialogue.
 *
 * <p>{@link io.github.qwenvl4j.tokenizer.QwenTokenizer} encodes and decodes. What a person typed and what the program put
 * there are told apart by {@link io.github.qwenvl4j.tokenizer.Segment}s, so that typed text never opens an image or ends a
 * turn.
 */
package io.github.qwenvl4j.tokenizer;
