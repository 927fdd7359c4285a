/** Talking about pictures: a conversation that remembers, can be changed, and can be kept in a file. */
package io.github.qwenvl4j.chat;
