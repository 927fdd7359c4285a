/**
 * Where things are in a picture: the {@code <ref>}, {@code <box>} and {@code <quad>} tags of a text as data and back,
 * and drawing. Plain Java and Java2D; does not depend on tensors or the tokenizer.
 */
@NullMarked
package io.github.qwenvl4j.grounding;

import org.jspecify.annotations.NullMarked;
