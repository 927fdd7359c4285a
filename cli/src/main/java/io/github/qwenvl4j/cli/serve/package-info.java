/** {@code qwenvl serve}. */
package io.github.qwenvl4j.cli.serve;
