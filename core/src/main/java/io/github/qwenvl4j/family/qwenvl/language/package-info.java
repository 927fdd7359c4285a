/** The language model: decoder blocks and rotary positions. */
package io.github.qwenvl4j.family.qwenvl.language;
