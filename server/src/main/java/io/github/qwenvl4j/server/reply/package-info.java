/** Converts answers to API replies: complete or streamed, with boxes as data. */
package io.github.qwenvl4j.server.reply;
