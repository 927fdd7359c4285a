/**
 * Converts text to token ids and back: what all families share of it. Does not depend on tensors and does not format dialogues.
 *
 * <p>A family's {@link io.github.qwenvl4j.tokenizer.Tokenizer} adds its special tokens; {@link
 * io.github.qwenvl4j.tokenizer.SpecialsHonoured} says which of them count in a text, so that text of users can neither open a
 * picture nor end a turn.
 */
package io.github.qwenvl4j.tokenizer;
