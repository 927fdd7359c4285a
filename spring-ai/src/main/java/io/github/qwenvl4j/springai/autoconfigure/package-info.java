/** What Spring Boot makes of this module: the properties {@code qwenvl.*}, an opened model, a chat model, its health. */
package io.github.qwenvl4j.springai.autoconfigure;
