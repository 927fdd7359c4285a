/** What Spring Boot makes of this module: the properties {@code qwenvl.*}, an opened model, a chat model, its health. */
@NullMarked
package io.github.qwenvl4j.springai.autoconfigure;

import org.jspecify.annotations.NullMarked;
