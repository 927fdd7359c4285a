/** Conversations about pictures, which can be changed, saved and loaded. */
@NullMarked
package io.github.qwenvl4j.chat;

import org.jspecify.annotations.NullMarked;
