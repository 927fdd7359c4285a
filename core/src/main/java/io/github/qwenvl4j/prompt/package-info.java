/**
 * What is said to a model: a {@link io.github.qwenvl4j.prompt.Message} consists of words, pictures and regions; a {@link
 * io.github.qwenvl4j.prompt.Dialogue} of messages. Plain data.
 */
@NullMarked
package io.github.qwenvl4j.prompt;

import org.jspecify.annotations.NullMarked;
