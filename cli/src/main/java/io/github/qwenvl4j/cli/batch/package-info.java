/** {@code qwenvl batch}. */
package io.github.qwenvl4j.cli.batch;
