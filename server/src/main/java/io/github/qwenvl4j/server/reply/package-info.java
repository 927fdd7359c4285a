/** Answers put into the messages of the wire: whole ones, streamed ones, and their boxes as data. */
package io.github.qwenvl4j.server.reply;
