/** Conversations about pictures, which can be changed, saved and loaded. */
package io.github.qwenvl4j.chat;
