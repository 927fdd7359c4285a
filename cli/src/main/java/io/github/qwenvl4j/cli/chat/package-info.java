/** The conversation on a terminal. */
package io.github.qwenvl4j.cli.chat;
