/**
 * Where things are in a picture: the {@code <ref>}, {@code <box>} and {@code <quad>} tags of a text as data and back,
 * the grammar that keeps generated boxes well-formed, and drawing. Plain Java and Java2D; knows neither tensors nor the
 * tokenizer.
 */
package io.github.qwenvl4j.grounding;
