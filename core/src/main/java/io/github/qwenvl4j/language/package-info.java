/** The language model: decoder blocks, rotary positions, attention over cached or whole sequences. */
package io.github.qwenvl4j.language;
