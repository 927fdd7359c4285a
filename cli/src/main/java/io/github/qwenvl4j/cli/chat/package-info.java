/** {@code qwenvl chat}: a conversation on a terminal or in a pipe. */
package io.github.qwenvl4j.cli.chat;
